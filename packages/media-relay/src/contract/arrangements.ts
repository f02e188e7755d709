import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { eventually } from '@firstring/kernel/testing';
import { PhoneAudio } from '../testing/phone-audio.ts';
import { bridge, wavOf, type ContractSuite } from './suite.ts';

/** Hold, consultation, transfer, and a leg that outlives its calls. */
export function arrangementsContract(suite: ContractSuite): void {
  test('put on hold by us the lead hears a sound and nobody else, the agent nothing; both talk after', async (t) => {
    const call = await suite.newCall(t);
    const { anchor, agent, lead } = call;
    await bridge(call);
    await Promise.all([lead.hears(440), agent.hears(1000)]);
    await anchor.arrange({ talk: undefined, hears: { lead: { type: 'tone', tone: 'ringback' } } });
    await Promise.all([agent.hearsNothing(), lead.hears([440, 480])]);
    await anchor.arrange({ talk: undefined, hears: {} });
    await lead.hearsNothing();
    await anchor.arrange({ talk: ['agent', 'lead'], hears: {} });
    await Promise.all([agent.hears(1000), lead.hears(440)]);
  });

  test('a colleague is consulted while the lead waits, and then takes the call; the agent hears nothing more', async (t) => {
    const call = await suite.newCall(t);
    const { anchor, agent, lead } = call;
    await bridge(call);
    const colleague = await PhoneAudio.open({ clock, random, toneHz: 700 });
    t.after(() => colleague.close());
    await anchor.arrange({ talk: undefined, hears: { lead: { type: 'music' } } });
    await anchor.colleagueAnswered(colleague.answer(await anchor.colleagueOffer()));
    await anchor.arrange({ talk: ['agent', 'colleague'], hears: { lead: { type: 'music' } } });
    await Promise.all([agent.hears(700), colleague.hears(440)]);
    assert.ok(lead.ear.heardHz() !== 440);
    await anchor.adoptColleague();
    await anchor.arrange({ talk: ['agent', 'lead'], hears: {} });
    await Promise.all([lead.hears(700), colleague.hears(1000), agent.hearsNothing()]);
    colleague.obey(await anchor.agentReoffered(colleague.offer()));
    await Promise.all([lead.hears(700), colleague.hears(1000)]);
  });

  test('a consultation that is called off gives the lead back to the agent', async (t) => {
    const call = await suite.newCall(t);
    const { anchor, agent, lead } = call;
    await bridge(call);
    const colleague = await PhoneAudio.open({ clock, random, toneHz: 700 });
    t.after(() => colleague.close());
    await anchor.colleagueAnswered(colleague.answer(await anchor.colleagueOffer()));
    await anchor.arrange({ talk: ['agent', 'colleague'], hears: {} });
    await Promise.all([agent.hears(700), lead.hearsNothing()]);
    await anchor.dropColleague();
    await anchor.arrange({ talk: ['agent', 'lead'], hears: {} });
    await Promise.all([lead.hears(440), agent.hears(1000), colleague.hearsNothing()]);
  });

  test('an agent’s leg that stays up talks with one lead after the other, and hears nothing between', async (t) => {
    const call = await suite.newCall(t);
    const { anchor, agent, lead } = call;
    await bridge(call);
    await agent.hears(1000);
    await anchor.nextLead();
    await Promise.all([agent.hearsNothing(), lead.hearsNothing()]);
    lead.ear.stop();
    const next = await PhoneAudio.open({ clock, random, toneHz: 800 });
    t.after(() => next.close());
    await anchor.leadAnswered(next.answer(await anchor.leadOffer()));
    await Promise.all([agent.hears(800, 6000), next.hears(440)]);
  });

  for (const side of ['agent', 'lead'] as const) {
    test(`the ${side} waits with music and neither hears the other, keys included; both talk after`, async (t) => {
      const call = await suite.newCall(t);
      const { anchor } = call;
      const [waiting, other] = side === 'agent' ? [call.agent, call.lead] : [call.lead, call.agent];
      await bridge(call);
      await Promise.all([call.lead.hears(440), call.agent.hears(1000)]);
      await anchor.hold(side, { type: 'blob', bytes: wavOf(1400) });
      await waiting.hears(1400);
      await waiting.hearsOnly(1400);
      await other.hearsNothing();
      other.ear.press('7');
      const { packetsSent } = other.ear.stats;
      await eventually(clock, 'the key is let go', () => other.ear.stats.packetsSent > packetsSent + 15);
      await anchor.hold(side, { type: 'tone', tone: 'busy' });
      await waiting.hears([480, 620]);
      await anchor.resume(side);
      await Promise.all([call.agent.hears(1000), call.lead.hears(440)]);
      assert.deepEqual(waiting.ear.digits, []);
      await anchor.resume(side);
    });
  }

  test('a wait outlasts a re-INVITE of either phone, and ends only when both sides are back', async (t) => {
    const call = await suite.newCall(t);
    const { anchor, agent, lead } = call;
    await bridge(call);
    await agent.hears(1000);
    await anchor.hold('lead', { type: 'blob', bytes: wavOf(1400) });
    await lead.hears(1400);
    agent.obey(await anchor.agentReoffered(agent.offer()));
    lead.obey(await anchor.leadReoffered(lead.offer()));
    await lead.hears(1400);
    await agent.hearsNothing();
    await anchor.hold('agent', { type: 'blob', bytes: wavOf(1700) });
    await agent.hears(1700);
    await anchor.resume('lead');
    await lead.hearsNothing();
    await agent.hears(1700);
    await anchor.resume('agent');
    await Promise.all([agent.hears(1000), lead.hears(440)]);
  });

  test('a muted agent is not heard, the lead is, and packets and keys go on; both talk after', async (t) => {
    const call = await suite.newCall(t);
    const { anchor, agent, lead } = call;
    await bridge(call);
    await Promise.all([lead.hears(440), agent.hears(1000)]);
    await anchor.arrange({ talk: ['agent', 'lead'], hears: {}, muted: 'agent' });
    await eventually(clock, 'silence', () => lead.ear.heardHz() === undefined);
    await agent.hears(1000);
    const { packetsReceived } = lead.ear.stats;
    await eventually(clock, 'packets go on', () => lead.ear.stats.packetsReceived > packetsReceived + 20);
    agent.ear.press('7');
    await eventually(clock, 'the key', () => lead.ear.digits.includes('7'));
    await anchor.arrange({ hears: { lead: { type: 'blob', bytes: wavOf(1400) } } });
    await lead.hears(1400);
    await anchor.arrange({ talk: ['agent', 'lead'], hears: {} });
    await Promise.all([lead.hears(440), agent.hears(1000)]);
  });

  test('the built-in music is heard for as long as the wait lasts', async (t) => {
    const call = await suite.newCall(t);
    await bridge(call);
    await call.lead.hears(440);
    await call.anchor.hold('lead');
    const chords = [262, 330, 392, 523, 220, 175, 349, 196, 247, 294];
    await call.lead.hears(chords);
    await clock.sleep(7500);
    await call.lead.hears(chords);
    await call.anchor.resume('lead');
    await call.lead.hears(440);
  });
}

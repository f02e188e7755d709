import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { eventually } from '@firstring/kernel/testing';
import { describeAudio, parseSdp } from '@firstring/rtp/sdp';
import { PhoneAudio } from '../testing/phone-audio.ts';
import { bridge, portOf, without, type ContractSuite } from './suite.ts';

/** Sound and keys from one side to the other, whatever the phones do. */
export function talkingContract(suite: ContractSuite): void {
  test('a tone sent on one side is heard on the other, both ways', async (t) => {
    const call = await suite.newCall(t);
    await bridge(call);
    await Promise.all([call.lead.hears(440), call.agent.hears(1000)]);
  });

  test('each leg has a complete offer before anything is known of the other', async (t) => {
    const { anchor } = await suite.newCall(t);
    const [forAgent, forLead] = await Promise.all([anchor.agentOffer(), anchor.leadOffer()]);
    for (const offer of [forAgent, forLead]) {
      const audio = describeAudio(parseSdp(offer));
      assert.equal(audio?.address, '127.0.0.1');
      assert.equal(audio.direction, 'sendrecv');
      assert.deepEqual(
        audio.codecs.map((codec) => codec.name),
        ['PCMU', 'PCMA', 'telephone-event'],
      );
    }
    assert.notEqual(portOf(forAgent), portOf(forLead));
  });

  test('a leg keeps its port and its session through everything that happens on the other', async (t) => {
    const { anchor, agent, lead } = await suite.newCall(t);
    const first = await anchor.agentOffer();
    await anchor.agentAnswered(agent.answer(first));
    await anchor.leadAnswered(lead.answer(await anchor.leadOffer()));
    const held = await anchor.leadReoffered(lead.offer({ direction: 'inactive' }));
    const resumed = await anchor.leadReoffered(lead.offer());
    assert.equal(portOf(held), portOf(resumed));
    const origins = [held, resumed].map((sdp) => parseSdp(sdp).origin);
    assert.equal(origins[0]?.sessionId, origins[1]?.sessionId);
    assert.equal((origins[0]?.sessionVersion ?? 0) + 1, origins[1]?.sessionVersion);
    assert.equal(await anchor.agentOffer(), first);
  });

  test('early media of the lead reaches the agent; the same answer again in the 200 changes nothing', async (t) => {
    const { anchor, agent, lead } = await suite.newCall(t);
    await anchor.agentAnswered(agent.answer(await anchor.agentOffer()));
    const early = lead.answer(await anchor.leadOffer());
    await anchor.leadAnswered(early);
    await agent.hears(1000);
    await anchor.leadAnswered(early);
    await Promise.all([agent.hears(1000), lead.hears(440)]);
  });

  test('the final answer may come from another place than the early media', async (t) => {
    const { anchor, agent, lead } = await suite.newCall(t);
    const ringing = await PhoneAudio.open({ clock, random, toneHz: 600 });
    t.after(() => ringing.close());
    await anchor.agentAnswered(agent.answer(await anchor.agentOffer()));
    const offer = await anchor.leadOffer();
    await anchor.leadAnswered(ringing.answer(offer));
    await agent.hears(600);
    ringing.ear.stop();
    await anchor.leadAnswered(lead.answer(offer));
    await Promise.all([agent.hears(1000), lead.hears(440)]);
  });

  test('a call that came in gets its answer at once; the agent joins later', async (t) => {
    const { anchor, agent, lead } = await suite.newCall(t);
    lead.obey(await anchor.leadReoffered(lead.offer()));
    await anchor.play('lead', { type: 'file', path: join(suite.folder, 'music.wav') }, 50);
    await lead.hears(1400);
    await anchor.agentAnswered(agent.answer(await anchor.agentOffer()));
    await anchor.stop('lead');
    await Promise.all([agent.hears(1000), lead.hears(440)]);
  });

  test('a phone that moves to another address takes the call along', async (t) => {
    const call = await suite.newCall(t);
    await bridge(call);
    await call.lead.hears(440);
    const elsewhere = await PhoneAudio.open({ clock, random, toneHz: 700 });
    t.after(() => elsewhere.close());
    call.agent.ear.stop();
    elsewhere.obey(await call.anchor.agentReoffered(elsewhere.offer()));
    await Promise.all([call.lead.hears(700), elsewhere.hears(1000)]);
    await call.agent.hearsNothing();
  });

  test('two sides without a common G.711 law hear each other', async (t) => {
    const { anchor, agent, lead } = await suite.newCall(t);
    agent.ear.law = 'PCMA';
    await anchor.agentAnswered(agent.answer(await anchor.agentOffer(), { codecs: without('PCMU') }));
    await anchor.leadAnswered(lead.answer(await anchor.leadOffer(), { codecs: without('PCMA') }));
    await Promise.all([agent.hears(1000), lead.hears(440)]);
    assert.deepEqual(lead.ear.stats.payloadTypes, [0]);
    assert.deepEqual(agent.ear.stats.payloadTypes, [8]);
  });

  test('a key pressed on one side arrives once on the other', async (t) => {
    const call = await suite.newCall(t);
    await bridge(call);
    await call.lead.hears(440);
    call.agent.ear.press('7');
    await eventually(clock, 'the digit', () => call.lead.ear.digits.length > 0);
    await call.lead.hears(440);
    assert.deepEqual(call.lead.ear.digits, ['7']);
  });

  test('keys the relay presses for one side reach the other in turn, and the voice after them', async (t) => {
    const call = await suite.newCall(t, { pressesKeys: true });
    await bridge(call);
    await call.lead.hears(440);
    await call.anchor.press('agent', '19#');
    await eventually(clock, 'the digits', () => call.lead.ear.digits.length >= 3);
    assert.deepEqual([call.lead.ear.digits, call.agent.ear.digits], [['1', '9', '#'], []]);
    await call.lead.hears(440);
  });

  test('telephone-event has the number of the side that spoke first on both sides, and keys arrive', async (t) => {
    const { anchor, agent, lead } = await suite.newCall(t);
    const event = {
      payloadType: 96,
      name: 'telephone-event',
      clockRateHz: 8000,
      channels: 1,
      fmtp: '0-15',
    };
    lead.obey(await anchor.leadReoffered(lead.offer({ codecs: [...without('telephone-event'), event] })));
    const offer = await anchor.agentOffer();
    assert.match(offer, /a=rtpmap:96 telephone-event/);
    await anchor.agentAnswered(agent.answer(offer, { codecs: [...without('telephone-event'), event] }));
    agent.ear.dtmfPayloadType = 96;
    lead.ear.dtmfPayloadType = 96;
    await Promise.all([lead.hears(440), agent.hears(1000)]);
    agent.ear.press('5');
    await eventually(clock, 'the digit at the lead', () => lead.ear.digits.length > 0);
    lead.ear.press('6');
    await eventually(clock, 'the digit at the agent', () => agent.ear.digits.length > 0);
    assert.deepEqual([lead.ear.digits, agent.ear.digits], [['5'], ['6']]);
  });

  test('a phone that sends from another port than it says is answered where it sends from', async (t) => {
    const { anchor, agent, lead } = await suite.newCall(t);
    await anchor.agentAnswered(agent.answer(await anchor.agentOffer(), { port: 9 }));
    await anchor.leadAnswered(lead.answer(await anchor.leadOffer()));
    await Promise.all([agent.hears(1000, 6000), lead.hears(440)]);
  });
}

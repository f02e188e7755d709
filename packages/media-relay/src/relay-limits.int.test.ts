import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { silentLog } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { eventually, SimulatedClock } from '@firstring/kernel/testing';
import { toneShare } from '@firstring/rtp/audio';
import { buildOffer } from '@firstring/rtp/sdp';
import { createAnchor } from './anchor.ts';
import { createNgClient } from './ng-client.ts';
import { startMediaRelay, type MediaRelayOptions } from './relay.ts';
import { PhoneAudio } from './testing/phone-audio.ts';

async function relayWith(t: TestContext, options: Partial<MediaRelayOptions>) {
  const relay = await startMediaRelay({
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    listenNg: { host: '127.0.0.1', port: 0 },
    interface: '127.0.0.1',
    portMin: 25_000,
    portMax: 25_099,
    ...options,
  });
  const client = { clock: systemClock, random: systemRandom, host: '127.0.0.1', timeoutMs: 10_000 };
  const ng = createNgClient({ ...client, port: relay.ngPort });
  t.after(async () => {
    await ng.close();
    await relay.close();
    assert.equal(relay.stats().portsLeased, 0);
  });
  return { relay, ng };
}

const refusal = { reason: 'MEDIA_UNAVAILABLE', code: 'resource_exhausted', retry: 'later' };

test('one call more than allowed is refused; after an end there is room', async (t) => {
  const { relay, ng } = await relayWith(t, { limits: { callsMax: 1 } });
  const first = createAnchor(ng, 'one');
  await first.agentOffer();
  const second = createAnchor(ng, 'two');
  await assert.rejects(second.agentOffer(), refusal);
  await first.release();
  await second.agentOffer();
  await second.release();
  assert.equal(relay.stats().calls, 0);
});

test('ports come to an end, and a call that got only one of two gives it back', async (t) => {
  const { relay, ng } = await relayWith(t, { portMin: 25_100, portMax: 25_105 });
  const first = createAnchor(ng, 'one');
  await first.agentOffer();
  const second = createAnchor(ng, 'two');
  await assert.rejects(second.agentOffer(), refusal);
  assert.equal(relay.stats().portsLeased, 3);
  await second.release();
  assert.equal(relay.stats().portsLeased, 2);
  await first.release();
  assert.equal(relay.stats().portsLeased, 0);
});

test('a closed port is not given to the next call at once', async (t) => {
  const { ng } = await relayWith(t, { portMin: 25_200, portMax: 25_203, limits: { portRestMs: 60_000 } });
  const first = createAnchor(ng, 'one');
  await first.agentOffer();
  await first.release();
  await assert.rejects(createAnchor(ng, 'two').agentOffer(), refusal);
});

test('ports that another program holds are passed over', async (t) => {
  const range = { portMin: 25_300, portMax: 25_307 };
  const { ng: ours } = await relayWith(t, range);
  const { ng: theirs } = await relayWith(t, range);
  const [first, second] = [createAnchor(ours, 'one'), createAnchor(theirs, 'two')];
  const offers = [
    await first.agentOffer(),
    await first.leadOffer(),
    await second.agentOffer(),
    await second.leadOffer(),
  ];
  const ports = offers.map((offer) => /m=audio (\d+)/.exec(offer)?.[1]);
  assert.equal(new Set(ports).size, 4);
  await first.release();
  await second.release();
});

test('a call in which nothing is heard for too long is ended by the relay itself', async (t) => {
  const clock = new SimulatedClock();
  const { relay, ng } = await relayWith(t, { clock, limits: { idleMsMax: 60_000 } });
  await createAnchor(ng, 'one').agentOffer();
  clock.advance(55_000);
  assert.equal(relay.stats().calls, 1);
  clock.advance(20_000);
  await eventually(
    systemClock,
    'the call is gone',
    () => relay.stats().calls === 0 && relay.stats().portsLeased === 0,
  );
});

test('an anchor notices that the relay was restarted', async (t) => {
  const range = { portMin: 25_400, portMax: 25_499 };
  const { ng } = await relayWith(t, range);
  const anchor = createAnchor(ng, 'one');
  await anchor.agentOffer();
  await ng.delete({ callId: 'one' });
  const answer = buildOffer({ address: '127.0.0.1', port: 4000, sessionId: 1, sessionVersion: 1 });
  await assert.rejects(anchor.agentAnswered(answer), { reason: 'MEDIA_UNAVAILABLE' });
  await anchor.release();
});

test('whoever is being played to hears that alone', async (t) => {
  const { ng } = await relayWith(t, { portMin: 25_500, portMax: 25_599 });
  const anchor = createAnchor(ng, 'one');
  const audio = { clock: systemClock, random: systemRandom };
  const agent = await PhoneAudio.open({ ...audio, toneHz: 440 });
  const lead = await PhoneAudio.open({ ...audio, toneHz: 1000 });
  t.after(() => Promise.all([agent.close(), lead.close()]));
  await anchor.agentAnswered(agent.answer(await anchor.agentOffer()));
  await anchor.leadAnswered(lead.answer(await anchor.leadOffer()));
  await agent.hears(1000);
  await anchor.playRingback();
  await agent.hears([440, 480]);
  agent.ear.forget();
  await eventually(systemClock, 'half a second', () => agent.ear.heardSamples().length >= 4000);
  assert.ok(toneShare(agent.ear.heardSamples(), 1000) < 0.01);
});

test('a line that stays open for many consultations and transfers takes no more ports for the tenth than for the third', async (t) => {
  const { relay, ng } = await relayWith(t, { portMin: 25_106, portMax: 25_137 });
  const anchor = createAnchor(ng, 'line');
  await anchor.agentOffer();
  const ends = [() => anchor.adoptColleague(), () => anchor.dropColleague(), () => anchor.nextLead()];
  const leased: number[] = [];
  for (let consultation = 0; consultation < 10; consultation += 1) {
    await anchor.colleagueOffer();
    leased.push(relay.stats().portsLeased);
    await ends[consultation % 3]?.();
  }
  assert.deepEqual(leased.slice(3), Array(7).fill(leased[2]), leased.join(' '));
  await anchor.release();
});

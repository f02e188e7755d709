import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { WaitingSound } from '@firstring/contracts/leads/incoming_number';
import { systemClock as clock } from '@firstring/kernel/system';
import { toneSamples, writeWav } from '@firstring/rtp/audio';
import { eventually } from '@firstring/testkit';
import { CallIn, type Waiting } from './_callers.ts';
import { AGENT_HZ, isMusic, LEAD_HZ, near } from './_talking.ts';

const ANNOUNCEMENT_HZ = 1234;

describe('what a caller hears', () => {
  let callIn: CallIn;
  before(async () => {
    callIn = await CallIn.start({}, { soundsFolder: true });
    const { sounds } = callIn.harness;
    mkdirSync(sounds, { recursive: true });
    const samples = toneSamples({ frequenciesHz: [ANNOUNCEMENT_HZ], amplitude: 0.4 }, 0, 8000);
    writeFileSync(
      join(sounds, 'please-wait.wav'),
      writeWav({ encoding: 'PCMA', sampleRateHz: 8000, samples }),
    );
  });
  after(() => callIn[Symbol.asyncDispose]());

  const numbers = new Map<string, bigint>();
  /** A caller of a number with this sound. */
  const waitWith = async (waiting: WaitingSound, announcement = ''): Promise<Waiting> => {
    const version = (numbers.get('number-1') ?? 1n) + 1n;
    numbers.set('number-1', version);
    await callIn.harness.incomingNumber({ version, queue: { waiting, announcement, maxWaitS: 60 } });
    return callIn.wait();
  };
  const hears = (waiting: Waiting, what: string, fits: (hz: number | undefined) => boolean) =>
    eventually(clock, `the caller hears ${what}`, () => fits(waiting.call.audio.ear.heardHz()));

  test('a tone of ours as early media, then the agent, and only then', async () => {
    const { harness } = callIn;
    const agent = await harness.phone({ user: 'ann' });
    const waiting = await waitWith(WaitingSound.WAITING_SOUND_TONE);
    await hears(waiting, 'the tone', (hz) => near(hz, 440) || near(hz, 480));
    assert.ok(waiting.call.provisional.includes(183));
    waiting.queued.ring('ann');
    await eventually(clock, 'the phone rings', () => agent.state === 'ringing');
    await hears(waiting, 'the tone still', (hz) => near(hz, 440) || near(hz, 480));
    const talk = await agent.answer();
    await waiting.call.answered;
    await harness.log.reached(waiting.attemptId, 'bridged');
    await eventually(clock, 'the agent hears the caller', () => near(talk.heardHz(), LEAD_HZ));
    await hears(waiting, 'the agent', (hz) => near(hz, AGENT_HZ));
    await agent.hangUp();
    await harness.log.ended(waiting.attemptId);
  });

  test('an announcement of the folder, again and again', async () => {
    const waiting = await waitWith(WaitingSound.WAITING_SOUND_ANNOUNCEMENT, 'please-wait');
    await hears(waiting, 'the announcement', (hz) => near(hz, ANNOUNCEMENT_HZ));
    await clock.sleep(1200);
    await hears(waiting, 'it once more', (hz) => near(hz, ANNOUNCEMENT_HZ));
    waiting.call.cancel();
    await callIn.missedOnce(waiting);
  });

  for (const name of ['missing', '../../etc/passwd', '']) {
    test(`an announcement that is not there (“${name}”) is replaced by the built-in music`, async () => {
      const waiting = await waitWith(WaitingSound.WAITING_SOUND_ANNOUNCEMENT, name);
      await hears(waiting, 'music', isMusic);
      waiting.call.cancel();
      await callIn.missedOnce(waiting);
    });
  }

  test('180 and no sound of ours where the caller’s own network rings', async () => {
    const waiting = await waitWith(WaitingSound.WAITING_SOUND_RINGING);
    await eventually(clock, 'it rings', () => waiting.call.provisional.includes(180));
    assert.ok(!waiting.call.provisional.includes(183));
    assert.equal(waiting.call.audio.ear.heardHz(), undefined);
    waiting.call.cancel();
    await callIn.missedOnce(waiting);
  });
});

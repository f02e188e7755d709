import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom, SimulatedClock } from '@firstring/kernel/testing';
import { decodeG711, parseRtpPacket, type RtpPacket } from '@firstring/rtp';
import { dominantFrequencyHz, toneSamples } from '@firstring/rtp/audio';
import { createPacer, startPacer } from './pacer.ts';
import { soundFrames, startPlayer } from './player.ts';

function play(samples: Int16Array, repeatTimes: number) {
  const clock = new SimulatedClock();
  const packets: RtpPacket[] = [];
  const state = { ended: 0 };
  const timer = startPlayer({
    pacer: createPacer(clock),
    random: seededRandom('player'),
    source: soundFrames(samples, repeatTimes, { law: 'PCMA', payloadType: 8 }),
    send: (datagram) => packets.push(parseRtpPacket(datagram) ?? assert.fail('not RTP')),
    onEnd: () => {
      state.ended += 1;
    },
  });
  return { clock, packets, state, timer };
}

test('samples are sent as one stream: a frame each 20 ms, numbered and stamped without gaps', () => {
  const { clock, packets } = play(toneSamples({ frequenciesHz: [1000] }, 0, 8000), 1);
  clock.advance(199);
  assert.equal(packets.length, 10);
  assert.deepEqual(packets.map(({ marker }) => marker).slice(0, 2), [true, false]);
  const [first] = packets;
  for (const [i, packet] of packets.entries()) {
    assert.equal(packet.sequenceNumber, ((first?.sequenceNumber ?? 0) + i) & 0xffff);
    assert.equal(packet.timestamp, ((first?.timestamp ?? 0) + 160 * i) >>> 0);
    assert.equal(packet.ssrc, first?.ssrc);
  }
  const heard = Int16Array.from(packets.flatMap(({ payload }) => [...decodeG711('PCMA', payload)]));
  assert.equal(dominantFrequencyHz(heard), 1000);
});

test('a sound is repeated seamlessly, ends once, and leaves no timer', async () => {
  const { clock, packets, state } = play(
    Int16Array.from({ length: 200 }, (_, i) => i * 100),
    4,
  );
  clock.advance(1000);
  await Promise.resolve();
  clock.advance(1000);
  assert.equal(packets.length, 5);
  assert.equal(state.ended, 1);
  assert.equal(clock.timersPending, 0);
  const [, second] = packets;
  const joint = decodeG711('PCMA', second?.payload ?? new Uint8Array(0)).slice(38, 42);
  assert.ok(
    (joint[1] ?? 0) > 15_000 && (joint[2] ?? 1e6) < 200,
    `the repetition begins at the wrong place: ${joint.join(', ')}`,
  );
});

test('what is cancelled sends no more and does not report an end', () => {
  const { clock, packets, state, timer } = play(new Int16Array(8000), 1);
  clock.advance(50);
  timer.cancel();
  const sent = packets.length;
  clock.advance(1000);
  assert.deepEqual([packets.length, state.ended, clock.timersPending], [sent, 0, 0]);
});

test('a late timer does not slow the beat, a long stall is not made up for in a burst', () => {
  const clock = new SimulatedClock();
  let late = 0;
  const sluggish = {
    ...bound(clock),
    setTimer: (ms: number, fn: () => void) => clock.setTimer(ms + late, fn),
  };
  let frames = 0;
  const pacer = startPacer(sluggish, () => {
    frames += 1;
  });
  late = 7;
  clock.advance(2000);
  assert.ok(frames >= 99 && frames <= 101, `${frames} frames in two seconds`);
  late = 5000;
  clock.advance(40);
  late = 0;
  frames = 0;
  clock.advance(5000);
  assert.ok(frames <= 3, `${frames} frames after the stall`);
  pacer.cancel();
});

function bound(clock: SimulatedClock) {
  return {
    now: () => clock.now(),
    monotonicMs: () => clock.monotonicMs(),
    sleep: (ms: number) => clock.sleep(ms),
  };
}

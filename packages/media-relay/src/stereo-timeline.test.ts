import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeG711, encodeG711, silenceOf } from '@firstring/rtp';
import { StereoTimeline, type TimelineSound } from './stereo-timeline.ts';

const SILENCE = silenceOf('PCMU');
/** A packet of 20 ms whose every octet is `code`. */
const packet = (number: number, code: number, more: Partial<TimelineSound> = {}): TimelineSound => ({
  law: 'PCMU',
  codes: new Uint8Array(160).fill(code),
  timestamp: (number * 160) >>> 0,
  ssrc: 1,
  ...more,
});
const channel = (frames: Uint8Array, number: 0 | 1): number[] =>
  [...frames].filter((_, i) => i % 2 === number);
/** One number for every 20 ms of a channel; -1 where they differ. */
function blocks(frames: Uint8Array, number: 0 | 1): number[] {
  const samples = channel(frames, number);
  return Array.from({ length: Math.floor(samples.length / 160) }, (_, i) => {
    const block = samples.slice(160 * i, 160 * (i + 1));
    return block.every((code) => code === block[0]) ? (block[0] ?? -1) : -1;
  });
}

test('two sides lie side by side, with silence where one says nothing', () => {
  const timeline = new StereoTimeline(0);
  timeline.place(0, packet(0, 10), 0);
  timeline.place(1, packet(500, 20), 20);
  timeline.place(0, packet(1, 11), 20);
  const frames = timeline.take(40, true);
  assert.deepEqual(blocks(frames, 0), [10, 11]);
  assert.deepEqual(blocks(frames, 1), [SILENCE, 20]);
});

test('late, early and repeated packets find their place; what comes after its time was taken is left out', () => {
  const timeline = new StereoTimeline(0);
  timeline.place(0, packet(0, 1), 0);
  timeline.place(0, packet(2, 3), 35);
  timeline.place(0, packet(1, 2), 45);
  timeline.place(0, packet(1, 2), 46);
  assert.deepEqual(blocks(timeline.take(260), 0), [1, 2, 3]);
  timeline.place(0, packet(1, 99), 261);
  timeline.place(0, packet(13, 14), 261);
  assert.deepEqual(blocks(timeline.take(280, true), 0).at(-1), 14);
});

test('another source, or a clock that jumped, begins where it comes', () => {
  const timeline = new StereoTimeline(0);
  timeline.place(0, packet(0, 1), 0);
  timeline.place(0, packet(90_000, 2), 20);
  timeline.place(0, packet(7, 3, { ssrc: 2 }), 40);
  assert.deepEqual(blocks(timeline.take(60, true), 0), [1, 2, 3]);
});

test('a timestamp that wraps goes on', () => {
  const timeline = new StereoTimeline(0);
  for (let i = 0; i < 4; i += 1) {
    timeline.place(0, packet(0, i, { timestamp: (0xffff_ff00 + 160 * i) >>> 0 }), 20 * i);
  }
  assert.deepEqual(blocks(timeline.take(80, true), 0), [0, 1, 2, 3]);
});

test('A-law is written down as µ-law', () => {
  const timeline = new StereoTimeline(0);
  const codes = encodeG711('PCMA', new Int16Array(160).fill(8000));
  timeline.place(1, packet(0, 0, { law: 'PCMA', codes }), 0);
  const [sample] = decodeG711('PCMU', Uint8Array.of(channel(timeline.take(20, true), 1)[0] ?? 0));
  assert.ok(Math.abs((sample ?? 0) - 8000) < 600, `${sample}`);
});

test('whatever comes and whenever it is taken, the length is that of the time, and silence stays silence', () => {
  const step = fc.record({
    afterMs: fc.integer({ min: 0, max: 3000 }),
    channel: fc.constantFrom(0 as const, 1 as const),
    timestamp: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    ssrc: fc.integer({ min: 0, max: 3 }),
    taken: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const timeline = new StereoTimeline(1000);
      let nowMs = 1000;
      let bytes = 0;
      let loud = 0;
      for (const { afterMs, channel: number, timestamp, ssrc, taken } of steps) {
        nowMs += afterMs;
        timeline.place(number, packet(0, 5, { timestamp, ssrc }), nowMs);
        loud += 160;
        if (taken) bytes += timeline.take(nowMs).length;
      }
      const rest = timeline.take(nowMs + 20, true);
      assert.equal(bytes + rest.length, 16 * (nowMs + 20 - 1000));
      assert.ok(rest.filter((code) => code === 5).length <= loud);
    }),
    { numRuns: 50 },
  );
});

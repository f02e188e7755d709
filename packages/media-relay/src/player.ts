import type { Clock, Random, Timer } from '@firstring/kernel';
import { encodeG711, formatRtpPacket, type G711 } from '@firstring/rtp';
import { FRAME_SAMPLES, startPacer } from './pacer.ts';

export interface PlayerOptions {
  clock: Clock;
  random: Random;
  /** PCM16 at 8 kHz, not empty. */
  samples: Int16Array;
  repeatTimes: number;
  /** How the listener wants it. */
  law: G711;
  payloadType: number;
  send(datagram: Uint8Array): void;
  /** Called once when it has played to the end; not when it is cancelled. */
  onEnd(): void;
}

/** Plays samples as an RTP stream of its own, one frame each 20 ms, until the end or until cancelled. */
export function startPlayer(options: PlayerOptions): Timer {
  const { samples, law, payloadType } = options;
  const ssrc = options.random.int(2 ** 32);
  const firstSequenceNumber = options.random.int(2 ** 16);
  const firstTimestamp = options.random.int(2 ** 32);
  const framesTotal = Math.ceil((samples.length * options.repeatTimes) / FRAME_SAMPLES);
  let frame = 0;
  const pacer = startPacer(options.clock, () => {
    if (frame >= framesTotal) {
      // Not at once: the first frame runs before startPacer has returned.
      queueMicrotask(() => pacer.cancel());
      if (frame === framesTotal) options.onEnd();
      frame += 1;
      return;
    }
    options.send(
      formatRtpPacket({
        payloadType,
        marker: frame === 0,
        sequenceNumber: (firstSequenceNumber + frame) & 0xffff,
        timestamp: (firstTimestamp + frame * FRAME_SAMPLES) >>> 0,
        ssrc,
        payload: encodeG711(law, loopedSlice(samples, frame * FRAME_SAMPLES)),
      }),
    );
    frame += 1;
  });
  return pacer;
}

/** One frame from a position in the endless repetition of `samples`. */
function loopedSlice(samples: Int16Array, start: number): Int16Array {
  const from = start % samples.length;
  if (from + FRAME_SAMPLES <= samples.length) return samples.subarray(from, from + FRAME_SAMPLES);
  return Int16Array.from({ length: FRAME_SAMPLES }, (_, i) => samples[(from + i) % samples.length] ?? 0);
}

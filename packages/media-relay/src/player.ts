import type { BoundedQueue, Random, Timer } from '@firstring/kernel';
import { dtmfPress, encodeG711, formatDtmfEvent, formatRtpPacket, type G711 } from '@firstring/rtp';
import { dtmfTone, toneSamples } from '@firstring/rtp/audio';
import { FRAME_SAMPLES, type Pacer } from './pacer.ts';

const PAUSE_FRAMES = 5;

/** What is in one packet of a played stream. */
export interface Frame {
  payloadType: number;
  payload: Uint8Array;
  marker: boolean;
  /** In samples since the stream's beginning. */
  timestamp: number;
}

/** The frames of a stream by number; undefined after the last. */
export type FrameSource = (frame: number) => Frame | 'pause' | undefined;

/** How a listener wants to hear. */
export interface Listener {
  law: G711;
  payloadType: number;
  /** The number of telephone-event; left out: keys are sent as tones. */
  keysPayloadType?: number;
}

export interface PlayerOptions {
  pacer: Pacer;
  random: Random;
  source: FrameSource;
  send(datagram: Uint8Array): void;
  /** Called once when it has played to the end; not when it is cancelled. */
  onEnd(): void;
}

/** Plays frames as an RTP stream of its own, one each 20 ms, until the end or until cancelled. */
export function startPlayer(options: PlayerOptions): Timer {
  const ssrc = options.random.int(2 ** 32);
  const firstSequenceNumber = options.random.int(2 ** 16);
  const firstTimestamp = options.random.int(2 ** 32);
  let number = 0;
  let sent = 0;
  const timer = options.pacer.join(() => {
    const frame = options.source(number);
    if (frame === undefined) {
      timer.cancel();
      options.onEnd();
      return;
    }
    number += 1;
    if (frame === 'pause') return;
    options.send(
      formatRtpPacket({
        payloadType: frame.payloadType,
        marker: frame.marker,
        sequenceNumber: (firstSequenceNumber + sent) & 0xffff,
        timestamp: (firstTimestamp + frame.timestamp) >>> 0,
        ssrc,
        payload: frame.payload,
      }),
    );
    sent += 1;
  });
  return timer;
}

/** PCM16 at 8 kHz (not empty), `repeatTimes` over, for a listener. */
export function soundFrames(samples: Int16Array, repeatTimes: number, listener: Listener): FrameSource {
  const framesTotal = Math.ceil((samples.length * repeatTimes) / FRAME_SAMPLES);
  return (number) => {
    if (number >= framesTotal) return undefined;
    const timestamp = number * FRAME_SAMPLES;
    const payload = encodeG711(listener.law, loopedSlice(samples, timestamp));
    return { payloadType: listener.payloadType, payload, marker: number === 0, timestamp };
  };
}

/** One key press for a listener: telephone-event where it knows that, the key's two tones where it does not. */
export function keyFrames(digit: string, durationMs: number, listener: Listener): FrameSource {
  const { keysPayloadType } = listener;
  if (keysPayloadType === undefined) {
    return soundFrames(toneSamples(dtmfTone(digit), 0, 8 * durationMs), 1, listener);
  }
  const press = dtmfPress(digit, durationMs);
  return (number) => {
    const event = press[number];
    // The whole press has the timestamp of its beginning (RFC 4733 section 2.2.1).
    return (
      event && {
        payloadType: keysPayloadType,
        payload: formatDtmfEvent(event),
        marker: number === 0,
        timestamp: 0,
      }
    );
  };
}

/** Sources one after another, 100 ms apart, for as long as there are any in the queue. */
export function inTurn(queue: BoundedQueue<FrameSource>): FrameSource {
  let current = queue.shift();
  let began = 0;
  return (number) => {
    while (current !== undefined) {
      if (number < began) return 'pause';
      const frame = current(number - began);
      if (frame === 'pause') return frame;
      if (frame !== undefined) return { ...frame, timestamp: frame.timestamp + began * FRAME_SAMPLES };
      current = queue.shift();
      began = number + PAUSE_FRAMES;
    }
    return undefined;
  };
}

/** One frame from a position in the endless repetition of `samples`. */
function loopedSlice(samples: Int16Array, start: number): Int16Array {
  const from = start % samples.length;
  if (from + FRAME_SAMPLES <= samples.length) return samples.subarray(from, from + FRAME_SAMPLES);
  return Int16Array.from({ length: FRAME_SAMPLES }, (_, i) => samples[(from + i) % samples.length] ?? 0);
}

import { decodeG711, encodeG711, silenceOf, type G711 } from '@firstring/rtp';

/** Sound of one side as it came in. */
export interface TimelineSound {
  law: G711;
  codes: Uint8Array;
  timestamp: number;
  ssrc: number;
}

const FRAMES_PER_MS = 8;
/** How long a packet may be late and still find its place. */
const DELAY_FRAMES = 200 * FRAMES_PER_MS;
/** Sound further from its place than this begins anew where it came: another source, or clocks that drifted apart. */
const DRIFT_FRAMES_MAX = 500 * FRAMES_PER_MS;
const RING_FRAMES = 4000 * FRAMES_PER_MS;
const SILENCE = silenceOf('PCMU');
const MU_OF_A = encodeG711(
  'PCMU',
  decodeG711(
    'PCMA',
    Uint8Array.from({ length: 256 }, (_, code) => code),
  ),
);

interface Channel {
  readonly ring: Uint8Array;
  ssrc: number;
  timestamp: number;
  /** Where `timestamp` lies, in frames since the beginning. */
  position: number;
}

/**
 * Two sides' packets, which come late, twice, out of order or not at all, as one even stretch of stereo µ-law: what was said
 * at the same time lies side by side, and where nothing came there is silence. Left is channel 0.
 */
export class StereoTimeline {
  readonly #startMs: number;
  readonly #channels: readonly [Channel, Channel] = [emptyChannel(), emptyChannel()];
  /** Frames given out. */
  #taken = 0;

  /** `startMs` as all instants here is on the monotonic clock. */
  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  get durationMs(): number {
    return this.#taken / FRAMES_PER_MS;
  }

  /** Puts one packet where it belongs. */
  place(channelNumber: 0 | 1, sound: TimelineSound, nowMs: number): void {
    const channel = this.#channels[channelNumber];
    const here = this.#framesAt(nowMs);
    const moved = (sound.timestamp - channel.timestamp) | 0;
    let position = channel.position + moved;
    if (sound.ssrc !== channel.ssrc || Math.abs(position - here) > DRIFT_FRAMES_MAX) position = here;
    channel.ssrc = sound.ssrc;
    channel.timestamp = sound.timestamp;
    channel.position = position;
    const end = Math.min(position + sound.codes.length, this.#taken + RING_FRAMES);
    for (let at = Math.max(position, this.#taken); at < end; at += 1) {
      const code = sound.codes[at - position] ?? 0;
      channel.ring[at % RING_FRAMES] = sound.law === 'PCMU' ? code : (MU_OF_A[code] ?? 0);
    }
  }

  /** What can no longer change, interleaved; with `all`, everything up to now. */
  take(nowMs: number, all = false): Uint8Array {
    const until = this.#framesAt(nowMs) - (all ? 0 : DELAY_FRAMES);
    const count = Math.max(0, until - this.#taken);
    const frames = new Uint8Array(2 * count).fill(SILENCE);
    for (const [number, { ring }] of this.#channels.entries()) {
      for (let i = 0; i < Math.min(count, RING_FRAMES); i += 1) {
        const at = (this.#taken + i) % RING_FRAMES;
        frames[2 * i + number] = ring[at] ?? SILENCE;
        ring[at] = SILENCE;
      }
    }
    this.#taken += count;
    return frames;
  }

  #framesAt(nowMs: number): number {
    return Math.floor((nowMs - this.#startMs) * FRAMES_PER_MS);
  }
}

function emptyChannel(): Channel {
  return { ring: new Uint8Array(RING_FRAMES).fill(SILENCE), ssrc: -1, timestamp: 0, position: 0 };
}

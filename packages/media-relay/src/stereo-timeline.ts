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
    const from = Math.max(0, this.#taken - position);
    const to = Math.min(sound.codes.length, this.#taken + RING_FRAMES - position);
    if (from < to) write(channel.ring, position + from, sound, [from, to]);
  }

  /** What can no longer change, interleaved; with `all`, everything up to now. */
  take(nowMs: number, all = false): Uint8Array {
    const until = this.#framesAt(nowMs) - (all ? 0 : DELAY_FRAMES);
    const count = Math.max(0, until - this.#taken);
    const frames = new Uint8Array(2 * count).fill(SILENCE);
    const begin = this.#taken % RING_FRAMES;
    const ringed = Math.min(count, RING_FRAMES);
    for (const [number, { ring }] of this.#channels.entries()) {
      for (let i = 0, at = begin; i < ringed; i += 1, at = at + 1 === RING_FRAMES ? 0 : at + 1) {
        frames[2 * i + number] = ring[at] ?? SILENCE;
      }
      ring.fill(SILENCE, begin, Math.min(begin + ringed, RING_FRAMES));
      ring.fill(SILENCE, 0, Math.max(0, begin + ringed - RING_FRAMES));
    }
    this.#taken += count;
    return frames;
  }

  #framesAt(nowMs: number): number {
    return Math.floor((nowMs - this.#startMs) * FRAMES_PER_MS);
  }
}

/** The codes of `range` as µ-law into the ring, from a position counted in frames. */
function write(ring: Uint8Array, position: number, sound: TimelineSound, [from, to]: [number, number]): void {
  const { law, codes } = sound;
  let at = position % RING_FRAMES;
  for (let i = from; i < to; i += 1) {
    const code = codes[i] ?? 0;
    ring[at] = law === 'PCMU' ? code : (MU_OF_A[code] ?? 0);
    at = at + 1 === RING_FRAMES ? 0 : at + 1;
  }
}

function emptyChannel(): Channel {
  return { ring: new Uint8Array(RING_FRAMES).fill(SILENCE), ssrc: -1, timestamp: 0, position: 0 };
}

import { DTMF_DIGITS, listenForDtmf, type DtmfListener } from '@firstring/rtp';

/** A key somebody has pressed. */
export interface KeyPress {
  digit: string;
  /** ms since the epoch. */
  at: number;
  /** Known once it is released. */
  durationMs?: number;
}

/** Older presses are forgotten; a caller who types more than this is in no menu of ours. */
const KEPT_MAX = 64;

/** The keys one side has pressed (telephone-event), counted once however often a packet comes. */
export class KeyLog {
  #listener: DtmfListener = {};
  #count = 0;
  readonly #last: KeyPress[] = [];

  /** Resolves what one packet means; gives the press when it has just ended. */
  hear(packet: { timestamp: number; payload: Uint8Array }, nowAt: number): KeyPress | undefined {
    const { listener, pressed, released } = listenForDtmf(this.#listener, packet);
    this.#listener = listener;
    if (pressed !== undefined) {
      this.#count += 1;
      if (this.#last.length >= KEPT_MAX) this.#last.shift();
      this.#last.push({ digit: pressed, at: nowAt });
    }
    const latest = this.#last.at(-1);
    if (released === undefined || latest === undefined) return undefined;
    latest.durationMs = Math.round(released.duration / 8);
    return latest;
  }

  get count(): number {
    return this.#count;
  }

  /** The last presses, oldest first. */
  get last(): readonly KeyPress[] {
    return this.#last;
  }
}

/** A press as rtpengine tells it to its DTMF log: `timestamp` in whole seconds, `duration` in ms. */
export function keyLogLine(callId: string, tag: string, press: KeyPress): string {
  return JSON.stringify({
    type: 'DTMF',
    callid: callId,
    source_tag: tag,
    timestamp: Math.floor(press.at / 1000),
    event: DTMF_DIGITS.indexOf(press.digit),
    duration: press.durationMs ?? 0,
  });
}

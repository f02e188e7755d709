import type { Clock } from '@firstring/kernel';
import { RecentMap } from './recent-map.ts';
import type { Target } from './transport.ts';

const OUT_MS = 30_000;
const OUT_MS_MAX = 300_000;
/** A server without TCP hardly gets it within minutes, and asking again costs a call its time to connect. */
const NO_TCP_MS = 600_000;
const TARGETS_KEPT = 1_000;

/** Targets that failed lately: tried after the others of their name, so that not every call waits for a dead server first. */
export class Outages {
  readonly #clock: Clock;
  readonly #untilMs = new RecentMap<number>(TARGETS_KEPT / 2);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `waitS` is the server's own Retry-After. */
  note(target: Target, waitS?: number): void {
    this.#set(target, waitS === undefined ? OUT_MS : Math.min(waitS * 1_000, OUT_MS_MAX));
  }

  /** A server that is reached by UDP and did not accept TCP. */
  noteNoTcp(target: Target): void {
    this.#set(target, NO_TCP_MS);
  }

  isOut(target: Target): boolean {
    return (this.#untilMs.get(keyOf(target)) ?? 0) > this.#clock.monotonicMs();
  }

  #set(target: Target, outMs: number): void {
    this.#untilMs.set(keyOf(target), this.#clock.monotonicMs() + outMs);
  }
}

function keyOf(target: Target): string {
  return `${target.protocol}|${target.address}|${target.port}`;
}

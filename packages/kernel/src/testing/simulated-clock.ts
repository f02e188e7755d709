import type { Clock, Timer } from '../clock.ts';

interface Pending {
  dueMs: number;
  order: number;
  fn: () => void;
}

/** A clock that moves only when told. Timers fire in due order, ties in the order they were set. */
export class SimulatedClock implements Clock {
  #monotonicMs = 0;
  #wallOffsetMs: number;
  #order = 0;
  readonly #pending = new Set<Pending>();

  constructor(nowMs: number = Date.UTC(2026, 0, 5, 15, 0, 0)) {
    this.#wallOffsetMs = nowMs;
  }

  now(): number {
    return this.#wallOffsetMs + this.#monotonicMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  setTimer(delayMs: number, fn: () => void): Timer {
    const pending: Pending = { dueMs: this.#monotonicMs + Math.max(0, delayMs), order: this.#order++, fn };
    this.#pending.add(pending);
    return { cancel: () => void this.#pending.delete(pending) };
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason);
        return;
      }
      const timer = this.setTimer(delayMs, resolve);
      signal?.addEventListener(
        'abort',
        () => {
          timer.cancel();
          reject(signal.reason);
        },
        { once: true },
      );
    });
  }

  /** Number of timers set and neither fired nor cancelled: the leak check of a test. */
  get timersPending(): number {
    return this.#pending.size;
  }

  /** Steps the wall clock without moving monotonic time (someone set the machine's clock). */
  stepWall(byMs: number): void {
    this.#wallOffsetMs += byMs;
  }

  /** Moves time forward, firing every timer that falls due, each at its own instant. */
  advance(byMs: number): void {
    const untilMs = this.#monotonicMs + byMs;
    for (;;) {
      const next = this.#earliest();
      if (next === undefined || next.dueMs > untilMs) break;
      this.#pending.delete(next);
      this.#monotonicMs = Math.max(this.#monotonicMs, next.dueMs);
      next.fn();
    }
    this.#monotonicMs = untilMs;
  }

  #earliest(): Pending | undefined {
    let earliest: Pending | undefined;
    for (const pending of this.#pending) {
      if (
        earliest === undefined ||
        pending.dueMs < earliest.dueMs ||
        (pending.dueMs === earliest.dueMs && pending.order < earliest.order)
      ) {
        earliest = pending;
      }
    }
    return earliest;
  }
}

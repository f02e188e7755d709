import type { Clock } from '@firstring/kernel';

/** Sequences a millisecond has room for; with today's dates a sequence stays far below 2^53. */
const PER_MS = 1024;

/**
 * Sequences of outbox entries: close to the time, rising in this process, and past every sequence it has been shown. So entries
 * of one document rise whoever writes them, and entries of different documents lie about in the order of their time.
 */
export class SequenceClock {
  readonly #clock: Clock;
  #last = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The first of `count` sequences in a row that nobody else of this process gets. */
  next(count: number): number {
    const first = Math.max(this.#last + 1, this.at(this.#clock.now()));
    this.#last = first + count - 1;
    return first;
  }

  /** What the next ones come after. */
  observe(sequence: number): void {
    this.#last = Math.max(this.#last, sequence);
  }

  /** The first sequence of an instant, ms since the epoch. */
  at(instant: number): number {
    return Math.floor(instant) * PER_MS;
  }
}

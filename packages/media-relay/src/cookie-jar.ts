import type { Clock } from '@firstring/kernel';

/** Answers are kept this long: longer than any client goes on asking. */
const KEEP_MS = 10_000;
const KEPT_MAX = 20_000;

/** Makes requests idempotent: work is done once a cookie, and whoever repeats the cookie gets the same answer. */
export class CookieJar {
  readonly #clock: Clock;
  /** In the order they came, so the oldest are first. */
  readonly #answers = new Map<string, { answer: Promise<Uint8Array>; atMs: number }>();
  #repeated = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get repeated(): number {
    return this.#repeated;
  }

  once(cookie: string, work: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const nowMs = this.#clock.monotonicMs();
    this.#forgetBefore(nowMs - KEEP_MS);
    const known = this.#answers.get(cookie);
    if (known !== undefined) {
      this.#repeated += 1;
      return known.answer;
    }
    const answer = work();
    this.#answers.set(cookie, { answer, atMs: nowMs });
    return answer;
  }

  #forgetBefore(limitMs: number): void {
    for (const [cookie, { atMs }] of this.#answers) {
      if (atMs >= limitMs && this.#answers.size <= KEPT_MAX) return;
      this.#answers.delete(cookie);
    }
  }
}

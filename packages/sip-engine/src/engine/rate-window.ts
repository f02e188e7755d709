/** Counts what happens within one second, so that a peer cannot make us do the same thing without end. */
export class RateWindow {
  readonly #perSecond: number;
  #sinceMs = Number.NEGATIVE_INFINITY;
  #count = 0;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Whether one more is within the limit; counts it. */
  admits(nowMs: number): boolean {
    if (nowMs - this.#sinceMs >= 1_000) {
      this.#sinceMs = nowMs;
      this.#count = 0;
    }
    this.#count += 1;
    return this.#count <= this.#perSecond;
  }
}

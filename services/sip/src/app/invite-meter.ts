const SECONDS = 60;

/** How many INVITEs left within the last second and minute, and ever: one count a second, whatever the rate. */
export class InviteMeter {
  readonly #counts = new Uint32Array(SECONDS);
  #second = 0;
  #total = 0;

  /** `atMs` of a clock that only moves forward. */
  count(atMs: number): void {
    this.#turnTo(atMs);
    const slot = this.#second % SECONDS;
    this.#counts[slot] = (this.#counts[slot] ?? 0) + 1;
    this.#total += 1;
  }

  read(atMs: number): { readonly lastSecond: number; readonly lastMinute: number; readonly total: number } {
    this.#turnTo(atMs);
    const last = this.#counts[(this.#second + SECONDS - 1) % SECONDS] ?? 0;
    const now = this.#counts[this.#second % SECONDS] ?? 0;
    return {
      lastSecond: Math.max(last, now),
      lastMinute: this.#counts.reduce((sum, count) => sum + count, 0),
      total: this.#total,
    };
  }

  #turnTo(atMs: number): void {
    const second = Math.floor(atMs / 1000);
    for (let step = 0; step < Math.min(second - this.#second, SECONDS); step += 1) {
      this.#counts[(second - step) % SECONDS] = 0;
    }
    this.#second = Math.max(second, this.#second);
  }
}

/** A minute's calls of one number that are taken; whoever calls more often is an accident or an attack (sip/52). */
const CALLS_A_MINUTE = 20;
const MINUTE_MS = 60_000;
const NUMBERS_MAX = 10_000;

interface Minute {
  readonly beganAt: number;
  calls: number;
}

/** Who calls how often; bounded, the number that began longest ago is forgotten first. */
export class CallerFlood {
  readonly #minutes = new Map<string, Minute>();

  /** Counts a call; false where it is one too many. */
  admits(number: string, nowAt: number): boolean {
    const known = this.#minutes.get(number);
    if (known !== undefined && nowAt - known.beganAt < MINUTE_MS) {
      known.calls += 1;
      return known.calls <= CALLS_A_MINUTE;
    }
    this.#minutes.delete(number);
    this.#minutes.set(number, { beganAt: nowAt, calls: 1 });
    const [oldest] = this.#minutes.keys();
    if (this.#minutes.size > NUMBERS_MAX && oldest !== undefined) this.#minutes.delete(oldest);
    return true;
  }
}

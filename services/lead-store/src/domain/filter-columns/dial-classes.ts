import { dayNumberOf, localDay } from '@firstring/domain';
import type { CadenceColumns } from './cadence-columns.ts';

/** Bits of a key; together at most 53, what a number holds exactly. */
const SMALL = 2 ** 7;
const MEDIUM = 2 ** 10;
const DAYS = 2 ** 15;

/**
 * Leads for which the gate must say the same: same campaign, zones, state, counters and days, and a last attempt and agreed time
 * longer ago than any pause. The gate itself is asked once a class; a million leads are a few thousand classes.
 */
export class DialClasses<Answer> {
  readonly #columns: CadenceColumns;
  readonly #settledBefore: number;
  readonly #answers = new Map<number, Map<number, Answer>>();
  readonly #days = new Map<string, Map<number, number>>();

  constructor(columns: CadenceColumns, rules: readonly unknown[], nowAt: number) {
    this.#columns = columns;
    this.#settledBefore = nowAt - Math.max(0, ...rules.flatMap(numbersIn));
  }

  /** The class's answer; `ask` is called for the first lead of a class, and for each that is in none. */
  answer(slot: number, ask: (slot: number) => Answer): Answer {
    const context = this.#context(slot);
    const counters = this.#counters(slot);
    if (context === undefined || counters === undefined) return ask(slot);
    let ofContext = this.#answers.get(context);
    if (ofContext === undefined) this.#answers.set(context, (ofContext = new Map()));
    let answer = ofContext.get(counters);
    if (answer === undefined) ofContext.set(counters, (answer = ask(slot)));
    return answer;
  }

  #context(slot: number): number | undefined {
    const { campaign, list, zones, zone, state, result } = this.#columns;
    return packed(
      [campaign.numberOf(slot), MEDIUM],
      [list.numberOf(slot), MEDIUM],
      [zones.numberOf(slot), MEDIUM],
      [zone.numberOf(slot), MEDIUM],
      [state.numberOf(slot), 8],
      [result.numberOf(slot), 8],
    );
  }

  #counters(slot: number): number | undefined {
    const { optIn, lastAttempt, callback, attempts, cadenceAttempts, dayAttempts, zone, day } = this.#columns;
    const touchedAt = Math.max(lastAttempt.get(slot) ?? -Infinity, callback.get(slot) ?? -Infinity);
    if (touchedAt >= this.#settledBefore) return undefined;
    return packed(
      [this.#localDay(zone.get(slot) ?? '', optIn.get(slot) ?? 0), DAYS],
      [day.numberOf(slot), DAYS / 4],
      [attempts.get(slot) ?? 0, SMALL],
      [cadenceAttempts.get(slot) ?? 0, SMALL],
      [dayAttempts.get(slot) ?? 0, SMALL],
      [callback.get(slot) === undefined ? 0 : 1, 2],
    );
  }

  #localDay(zone: string, at: number): number {
    let ofZone = this.#days.get(zone);
    if (ofZone === undefined) this.#days.set(zone, (ofZone = new Map()));
    // A local day never begins inside a quarter of an hour of the clock.
    const quarter = Math.floor(at / QUARTER_MS);
    let day = ofZone.get(quarter);
    if (day === undefined) ofZone.set(quarter, (day = dayNumberOf(localDay(zone, at)) ?? 0));
    return day;
  }
}

const QUARTER_MS = 900_000;

/** Mixed radix; undefined when a part does not fit, and the lead is then in no class. */
function packed(...parts: readonly (readonly [value: number, size: number])[]): number | undefined {
  let key = 0;
  for (const [value, size] of parts) {
    if (value >= size) return undefined;
    key = key * size + value;
  }
  return key;
}

/** Every number the campaigns' rules hold, however deep: the largest is longer than any pause. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(numbersIn);
}

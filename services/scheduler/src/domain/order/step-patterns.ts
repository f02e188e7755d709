import { assert } from '@firstring/kernel';
import { OUT_OF_ALL, type Steps } from './steps.ts';

const NUMBER_MAX = 65_535;
/** Distinct sets of segments that are kept apart. */
const SEGMENT_SETS_MAX = 1000;
/** Stands for all sets beyond that. No segment has this id. */
export const TOO_MANY_SEGMENTS = '*';

/** What the leads of one pattern are alike in. */
export interface Pattern {
  readonly revision: number;
  readonly steps: Steps;
  /** ids of segments, joined by spaces; empty = none. */
  readonly segments: string;
}

const UNKNOWN: Pattern = { revision: 0, steps: OUT_OF_ALL, segments: '' };

/**
 * Steps and segments by the revision that decided them, as numbers of two bytes; 0 = nothing is known. Leads share few of them. A number
 * is given back when the last lead that has it goes on to another, so that revisions of a long day do not add up.
 */
export class StepPatterns {
  readonly #numbers = new Map<number, Map<Steps | string, number>>();
  readonly #patterns: Pattern[] = [UNKNOWN];
  readonly #users: number[] = [0];
  readonly #free: number[] = [];
  /** How many patterns have each set of segments. */
  readonly #sets = new Map<string, number>();

  /** The number for one more lead. */
  take(given: Pattern): number {
    const pattern = this.#bounded(given);
    const { revision } = pattern;
    const key = keyOf(pattern);
    let known = this.#numbers.get(revision);
    if (known === undefined) this.#numbers.set(revision, (known = new Map()));
    let number = known.get(key);
    if (number === undefined) {
      number = this.#free.pop() ?? this.#patterns.length;
      assert(number <= NUMBER_MAX, 'more distinct steps than a column can hold');
      known.set(key, number);
      this.#patterns[number] = pattern;
      this.#users[number] = 0;
      this.#countSet(pattern, 1);
    }
    this.#users[number] = (this.#users[number] ?? 0) + 1;
    return number;
  }

  /** A lead has it no more. */
  release(number: number): void {
    if (number === 0) return;
    const users = (this.#users[number] ?? 0) - 1;
    this.#users[number] = users;
    if (users > 0) return;
    const pattern = this.of(number);
    const known = this.#numbers.get(pattern.revision);
    known?.delete(keyOf(pattern));
    if (known?.size === 0) this.#numbers.delete(pattern.revision);
    this.#countSet(pattern, -1);
    this.#free.push(number);
  }

  of(number: number): Pattern {
    return this.#patterns[number] ?? UNKNOWN;
  }

  /** Numbers in use, for tests. */
  get size(): number {
    return this.#patterns.length - 1 - this.#free.length;
  }

  #bounded(pattern: Pattern): Pattern {
    const { segments } = pattern;
    const hasRoom = segments === '' || this.#sets.has(segments) || this.#sets.size < SEGMENT_SETS_MAX;
    return hasRoom ? pattern : { ...pattern, segments: TOO_MANY_SEGMENTS };
  }

  #countSet({ segments }: Pattern, by: number): void {
    if (segments === '') return;
    const count = (this.#sets.get(segments) ?? 0) + by;
    if (count === 0) this.#sets.delete(segments);
    else this.#sets.set(segments, count);
  }
}

function keyOf({ steps, segments }: Pattern): Steps | string {
  return segments === '' ? steps : `${steps} ${segments}`;
}

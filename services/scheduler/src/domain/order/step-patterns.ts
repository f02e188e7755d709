import { assert } from '@firstring/kernel';
import { OUT_OF_ALL, type Steps } from './steps.ts';

const NUMBER_MAX = 65_535;

/**
 * Steps by the revision that decided them, as numbers of two bytes; 0 = nothing is known. Leads share few of them. A number is given
 * back when the last lead that has it goes on to another, so that revisions of a long day do not add up.
 */
export class StepPatterns {
  readonly #numbers = new Map<number, Map<Steps, number>>();
  readonly #steps: Steps[] = [OUT_OF_ALL];
  readonly #revisions: number[] = [0];
  readonly #users: number[] = [0];
  readonly #free: number[] = [];

  /** The number for one more lead. */
  take(revision: number, steps: Steps): number {
    let known = this.#numbers.get(revision);
    if (known === undefined) this.#numbers.set(revision, (known = new Map()));
    let number = known.get(steps);
    if (number === undefined) {
      number = this.#free.pop() ?? this.#steps.length;
      assert(number <= NUMBER_MAX, 'more distinct steps than a column can hold');
      known.set(steps, number);
      this.#steps[number] = steps;
      this.#revisions[number] = revision;
      this.#users[number] = 0;
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
    const revision = this.revision(number);
    const known = this.#numbers.get(revision);
    known?.delete(this.steps(number));
    if (known?.size === 0) this.#numbers.delete(revision);
    this.#free.push(number);
  }

  steps(number: number): Steps {
    return this.#steps[number] ?? OUT_OF_ALL;
  }

  revision(number: number): number {
    return this.#revisions[number] ?? 0;
  }

  /** Numbers in use, for tests. */
  get size(): number {
    return this.#steps.length - 1 - this.#free.length;
  }
}

import { compileCondition, type FilterCondition, type FilterValue } from '@firstring/domain/filters';
import { packE164, unpackE164 } from '@firstring/domain/lead-id';
import type { Column } from './column.ts';
import { grownFloats, grownWords } from './grow.ts';

/** Counters and row numbers: four bytes a lead. What does not fit is not there. */
export class CountColumn implements Column {
  /** The count + 1; 0 for none. */
  #counts = new Uint32Array(0);

  get(slot: number): number | undefined {
    const count = this.#counts[slot] ?? 0;
    return count === 0 ? undefined : count - 1;
  }

  set(slot: number, value: FilterValue | undefined): void {
    this.#counts = grownWords(this.#counts, slot);
    const fits = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < COUNT_MAX;
    this.#counts[slot] = fits ? value + 1 : 0;
  }

  compile(condition: FilterCondition): (slot: number) => boolean {
    const test = compileCondition(condition);
    return (slot) => test(this.get(slot));
  }
}

const COUNT_MAX = 2 ** 32 - 1;

/** E.164 numbers: eight bytes a lead. */
export class PhoneColumn implements Column {
  #numbers = new Float64Array(0);

  get(slot: number): string | undefined {
    const number = this.packed(slot);
    return number === 0 ? undefined : unpackE164(number);
  }

  /** 0 without one. */
  packed(slot: number): number {
    return this.#numbers[slot] ?? 0;
  }

  set(slot: number, value: FilterValue | undefined): void {
    this.#numbers = grownFloats(this.#numbers, slot);
    this.#numbers[slot] = typeof value === 'string' ? packE164(value) : 0;
  }

  compile(condition: FilterCondition): (slot: number) => boolean {
    const test = compileCondition(condition);
    return (slot) => test(this.get(slot));
  }
}

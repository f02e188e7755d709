import {
  compileCondition,
  foldFilterText,
  parseNumberText,
  parseTimeText,
  type ConditionTest,
  type FilterCondition,
  type FilterValue,
} from '@firstring/domain/filters';
import { grownFloats, grownWords } from './grow.ts';

/** One attribute of all leads of a process, by slot. */
export interface Column {
  get(slot: number): FilterValue | undefined;
  set(slot: number, value: FilterValue | undefined): void;
  /** A test of a slot; for whoever asks millions of slots. `zone` is the process's: a date begins at its midnight. */
  compile(condition: FilterCondition, zone: string): (slot: number) => boolean;
}

/** Numbers and instants: eight bytes a lead. */
export class NumberColumn implements Column {
  #values = new Float64Array(0);

  get(slot: number): number | undefined {
    const value = this.#values[slot] ?? Number.NaN;
    return Number.isNaN(value) ? undefined : value;
  }

  set(slot: number, value: FilterValue | undefined): void {
    const before = this.#values.length;
    this.#values = grownFloats(this.#values, slot);
    if (before < this.#values.length) this.#values.fill(Number.NaN, before);
    this.#values[slot] = typeof value === 'number' ? value : Number.NaN;
  }

  compile(condition: FilterCondition): (slot: number) => boolean {
    const test = compileCondition(condition);
    return (slot) => test(this.get(slot));
  }
}

const UNKNOWN = 0;
const MET = 1;
const NOT_MET = 2;

/**
 * Text that many leads share: four bytes a lead and each distinct text once, for as long as a lead has it (what an erased lead
 * alone had is forgotten with it). A condition is asked once a distinct text.
 */
export class SharedTextColumn implements Column {
  readonly #fold: boolean;
  /** Number of the text, 0 for none. */
  #numbers = new Uint32Array(0);
  readonly #byText = new Map<string, number>();
  readonly #texts: string[] = [''];
  readonly #uses: number[] = [0];
  readonly #free: number[] = [];

  /** Folded text compares without case; without folding it is kept as it is. */
  constructor(fold = true) {
    this.#fold = fold;
  }

  get(slot: number): string | undefined {
    const number = this.#numbers[slot] ?? 0;
    return number === 0 ? undefined : this.#texts[number];
  }

  set(slot: number, value: FilterValue | undefined): void {
    this.#numbers = grownWords(this.#numbers, slot);
    const before = this.#numbers[slot] ?? 0;
    const number = typeof value === 'string' ? this.#take(this.#fold ? foldFilterText(value) : value) : 0;
    this.#numbers[slot] = number;
    this.#release(before);
  }

  /** The same for leads with the same text, 0 without one; for as long as nothing is set. */
  numberOf(slot: number): number {
    return this.#numbers[slot] ?? 0;
  }

  compile(condition: FilterCondition, zone: string): (slot: number) => boolean {
    const test = compileStored(condition, zone);
    const known = new Uint8Array(this.#texts.length);
    return (slot) => {
      const number = this.#numbers[slot] ?? 0;
      if (known[number] === UNKNOWN) {
        const text = number === 0 ? undefined : this.#texts[number];
        known[number] = test(text) ? MET : NOT_MET;
      }
      return known[number] === MET;
    };
  }

  #take(text: string): number {
    let number = this.#byText.get(text);
    if (number === undefined) {
      number = this.#free.pop() ?? this.#texts.length;
      this.#texts[number] = text;
      this.#uses[number] = 0;
      this.#byText.set(text, number);
    }
    this.#uses[number] = (this.#uses[number] ?? 0) + 1;
    return number;
  }

  #release(number: number): void {
    if (number === 0) return;
    const left = (this.#uses[number] ?? 0) - 1;
    this.#uses[number] = left;
    if (left > 0) return;
    this.#byText.delete(this.#texts[number] ?? '');
    this.#texts[number] = '';
    this.#free.push(number);
  }
}

/** The number or instant that the text of a typed parameter stands for: it is kept as it was sent. */
export function sizeOf(text: FilterValue | undefined, zone: string): number | undefined {
  if (typeof text !== 'string') return text;
  return parseNumberText(text) ?? parseTimeText(text, zone);
}

/** The condition as a test of what a lead has stored: text that is compared with a number stands for one. */
export function compileStored(condition: FilterCondition, zone: string): ConditionTest {
  const test = compileCondition(condition);
  const numeric = condition.values.some((value) => typeof value === 'number');
  return numeric ? (value) => test(sizeOf(value, zone)) : test;
}

/** Text that each lead has alone, such as an e-mail address. */
export class OwnTextColumn implements Column {
  readonly #texts: (string | undefined)[] = [];

  get(slot: number): string | undefined {
    return this.#texts[slot];
  }

  set(slot: number, value: FilterValue | undefined): void {
    while (this.#texts.length <= slot) this.#texts.push(undefined);
    this.#texts[slot] = typeof value === 'string' ? foldFilterText(value) : undefined;
  }

  compile(condition: FilterCondition): (slot: number) => boolean {
    const test = compileCondition(condition);
    return (slot) => test(this.#texts[slot]);
  }
}

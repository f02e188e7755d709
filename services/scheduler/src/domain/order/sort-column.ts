import { CHUNK_SLOTS, readFloat, readWord, reserve } from './growable.ts';

/** What a fetch order policy orders by; undefined = the lead has none, which comes last. */
export type SortValue = string | number | undefined;

const NONE = 0;
const NUMBER = 1;
/** Texts are numbered from here on. */
const TEXT = 2;

/**
 * One sort value a lead: twelve bytes, and each distinct text once. Texts are given back with the last lead that has them.
 */
export class SortColumn {
  readonly #kindBuffer: ArrayBuffer;
  readonly #numberBuffer: ArrayBuffer;
  readonly #kinds: Uint32Array;
  readonly #numbers: Float64Array;
  readonly #textNumbers = new Map<string, number>();
  readonly #texts: string[] = [];
  readonly #users: number[] = [];
  readonly #free: number[] = [];

  constructor(slotsMax: number) {
    this.#kindBuffer = reserve(4, slotsMax + CHUNK_SLOTS);
    this.#numberBuffer = reserve(8, slotsMax + CHUNK_SLOTS);
    this.#kinds = new Uint32Array(this.#kindBuffer);
    this.#numbers = new Float64Array(this.#numberBuffer);
  }

  get(slot: number): SortValue {
    const kind = readWord(this.#kinds, slot);
    if (kind === NONE) return undefined;
    return kind === NUMBER ? readFloat(this.#numbers, slot) : this.#texts[kind - TEXT];
  }

  /** Only while the slot is in no heap that is ordered by it. */
  set(slot: number, value: SortValue): void {
    this.#releaseText(slot);
    if (value === undefined) {
      if (slot < this.#kinds.length) this.#kinds[slot] = NONE;
      return;
    }
    while (slot >= this.#kinds.length) this.#grow();
    this.#kinds[slot] = typeof value === 'number' ? NUMBER : TEXT + this.#takeText(value);
    this.#numbers[slot] = typeof value === 'number' ? value : 0;
  }

  /** Negative when slot `a` comes first: numbers, then texts, then those without a value, whatever the direction. */
  compare(a: number, b: number, direction: 1 | -1): number {
    const [kindA, kindB] = [readWord(this.#kinds, a), readWord(this.#kinds, b)];
    if (kindA === NONE || kindB === NONE) return (kindA === NONE ? 1 : 0) - (kindB === NONE ? 1 : 0);
    if (kindA === NUMBER && kindB === NUMBER) {
      return direction * (readFloat(this.#numbers, a) - readFloat(this.#numbers, b));
    }
    if (kindA === kindB) return 0;
    if (kindA === NUMBER || kindB === NUMBER) return direction * (kindA === NUMBER ? -1 : 1);
    return direction * ((this.#texts[kindA - TEXT] ?? '') < (this.#texts[kindB - TEXT] ?? '') ? -1 : 1);
  }

  #takeText(text: string): number {
    let number = this.#textNumbers.get(text);
    if (number === undefined) {
      number = this.#free.pop() ?? this.#texts.length;
      this.#textNumbers.set(text, number);
      this.#texts[number] = text;
      this.#users[number] = 0;
    }
    this.#users[number] = (this.#users[number] ?? 0) + 1;
    return number;
  }

  #releaseText(slot: number): void {
    const kind = readWord(this.#kinds, slot);
    if (kind < TEXT) return;
    const number = kind - TEXT;
    const users = (this.#users[number] ?? 0) - 1;
    this.#users[number] = users;
    if (users > 0) return;
    this.#textNumbers.delete(this.#texts[number] ?? '');
    this.#texts[number] = '';
    this.#free.push(number);
  }

  #grow(): void {
    const slots = this.#kinds.length + CHUNK_SLOTS;
    this.#kindBuffer.resize(slots * 4);
    this.#numberBuffer.resize(slots * 8);
  }
}

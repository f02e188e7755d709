import type { FilterCondition } from '@firstring/domain/filters';
import { compileCondition } from '@firstring/domain/filters';
import { mixBits, uuidText, uuidWords, type UuidWords } from '@firstring/domain/lead-id';
import { assert } from '@firstring/kernel';
import type { Column } from './column.ts';
import { grownWords } from './grow.ts';

const WORDS = 4;
const PLACES_MIN = 1024;

/**
 * The ids of all leads of a process and the slots that they are in: sixteen bytes a lead and a table of places, half of them free,
 * searched one after the other. Growing takes a second at ten million: it is for a thread of its own.
 */
export class LeadIds implements Column {
  #words = new Uint32Array(0);
  /** Slot + 1; 0 is a free place. */
  #places = new Uint32Array(PLACES_MIN);
  readonly #free: number[] = [];
  #length = 0;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Slots there are, taken or free. */
  get length(): number {
    return this.#length;
  }

  find(leadId: string): number | undefined {
    const id = wordsOf(leadId);
    const slot = (this.#places[this.#placeOf(id)] ?? 0) - 1;
    return slot < 0 ? undefined : slot;
  }

  /** The slot of a lead that has none. */
  add(leadId: string): number {
    const id = wordsOf(leadId);
    if (2 * (this.#count + 1) > this.#places.length) this.#grow();
    const slot = this.#free.pop() ?? this.#length;
    if (slot === this.#length) this.#length += 1;
    this.#words = grownWords(this.#words, WORDS * slot + WORDS - 1);
    this.#words.set(id, WORDS * slot);
    this.#places[this.#placeOf(id)] = slot + 1;
    this.#count += 1;
    return slot;
  }

  remove(leadId: string): void {
    const gap = this.#placeOf(wordsOf(leadId));
    const slot = (this.#places[gap] ?? 0) - 1;
    if (slot < 0) return;
    this.#places[gap] = 0;
    this.#words.fill(0, WORDS * slot, WORDS * slot + WORDS);
    this.#free.push(slot);
    this.#count -= 1;
    this.#closeUp(gap);
  }

  get(slot: number): string | undefined {
    return slot < this.#length ? uuidText(this.#id(slot)) : undefined;
  }

  set(): void {
    // Slots are taken with `add` and left with `remove`.
  }

  compile(condition: FilterCondition): (slot: number) => boolean {
    const test = compileCondition(condition);
    return (slot) => test(this.get(slot));
  }

  /** Sixteen bytes, as the text writes them. */
  write(slot: number, into: Buffer, at: number): void {
    for (let word = 0; word < WORDS; word += 1) into.writeUInt32BE(this.#word(slot, word), at + 4 * word);
  }

  /** Where the lead is, or the free place it would come to. */
  #placeOf(id: UuidWords): number {
    const mask = this.#places.length - 1;
    let place = hashOf(id) & mask;
    for (;;) {
      const slot = (this.#places[place] ?? 0) - 1;
      if (slot < 0 || this.#is(slot, id)) return place;
      place = (place + 1) & mask;
    }
  }

  /** Whoever stands behind a gap and was pushed over it moves up, so that nobody is searched for in vain. */
  #closeUp(gap: number): void {
    const mask = this.#places.length - 1;
    let free = gap;
    for (let place = (free + 1) & mask; (this.#places[place] ?? 0) !== 0; place = (place + 1) & mask) {
      const home = hashOf(this.#id((this.#places[place] ?? 0) - 1)) & mask;
      if (((place - home) & mask) < ((place - free) & mask)) continue;
      this.#places[free] = this.#places[place] ?? 0;
      this.#places[place] = 0;
      free = place;
    }
  }

  #grow(): void {
    const before = this.#places;
    this.#places = new Uint32Array(2 * before.length);
    for (const entry of before) if (entry !== 0) this.#places[this.#placeOf(this.#id(entry - 1))] = entry;
  }

  #is(slot: number, [a, b, c, d]: UuidWords): boolean {
    const word = (index: number) => this.#word(slot, index);
    return word(3) === d && word(0) === a && word(1) === b && word(2) === c;
  }

  #id(slot: number): UuidWords {
    return [this.#word(slot, 0), this.#word(slot, 1), this.#word(slot, 2), this.#word(slot, 3)];
  }

  #word(slot: number, index: number): number {
    return this.#words[WORDS * slot + index] ?? 0;
  }
}

function hashOf([a, b, c, d]: UuidWords): number {
  return mixBits(a ^ mixBits(b ^ mixBits(c ^ mixBits(d))));
}

function wordsOf(leadId: string): UuidWords {
  const words = uuidWords(leadId);
  assert(words !== undefined, 'a lead id is a UUID');
  return words;
}

import { assert } from '@firstring/kernel';
import { readWord } from './growable.ts';

const ARITY = 4;
const CAPACITY_MIN = 4;

/** Whether slot `a` comes before slot `b`; a total order. */
export type Before = (a: number, b: number) => boolean;

/** An indexed 4-ary heap of slots: O(log n) to add, remove or move, O(1) to look at the first. */
export class SlotHeap {
  /** Column with each slot's place + 1; 0 = in no heap. */
  readonly #places: Uint32Array;
  readonly #before: Before;
  #slots = new Uint32Array(CAPACITY_MIN);
  #size = 0;

  constructor(places: Uint32Array, before: Before) {
    this.#places = places;
    this.#before = before;
  }

  get size(): number {
    return this.#size;
  }

  /** The first slot; -1 when empty. */
  peek(): number {
    return this.#size === 0 ? -1 : readSlot(this.#slots, 0);
  }

  push(slot: number): void {
    if (this.#size === this.#slots.length) this.#resize(Math.ceil(this.#size * 1.25) + CAPACITY_MIN);
    this.#size += 1;
    this.#up(this.#size - 1, slot);
  }

  remove(slot: number): void {
    const place = readWord(this.#places, slot) - 1;
    assert(place >= 0 && readSlot(this.#slots, place) === slot, 'a slot is removed from the heap it is in');
    this.#places[slot] = 0;
    this.#size -= 1;
    const last = readSlot(this.#slots, this.#size);
    if (place < this.#size) {
      if (place > 0 && this.#before(last, readSlot(this.#slots, parentOf(place)))) this.#up(place, last);
      else this.#down(place, last);
    }
    if (this.#size < this.#slots.length / 4 && this.#slots.length > 64) this.#resize(this.#size * 2);
  }

  /** The first slot in order that is accepted; -1 when none is. Costs O(r log r) for r refusals before it. */
  first(accept: (slot: number) => boolean): number {
    const frontier = this.#size === 0 ? [] : [0];
    while (frontier.length > 0) {
      const place = this.#takeFirst(frontier);
      const slot = readSlot(this.#slots, place);
      if (accept(slot)) return slot;
      for (let child = place * ARITY + 1; child <= place * ARITY + ARITY && child < this.#size; child += 1) {
        frontier.push(child);
      }
    }
    return -1;
  }

  /** How many slots come before `slot`, counted no further than `limit`. */
  countBefore(slot: number, limit: number): number {
    const frontier = this.#size === 0 ? [] : [0];
    let count = 0;
    while (frontier.length > 0 && count < limit) {
      const place = frontier.pop() ?? 0;
      if (!this.#before(readSlot(this.#slots, place), slot)) continue;
      count += 1;
      for (let child = place * ARITY + 1; child <= place * ARITY + ARITY && child < this.#size; child += 1) {
        frontier.push(child);
      }
    }
    return count;
  }

  #takeFirst(frontier: number[]): number {
    let best = 0;
    for (let index = 1; index < frontier.length; index += 1) {
      const [candidate, leader] = [frontier[index] ?? 0, frontier[best] ?? 0];
      if (this.#before(readSlot(this.#slots, candidate), readSlot(this.#slots, leader))) best = index;
    }
    return frontier.splice(best, 1)[0] ?? 0;
  }

  #up(from: number, slot: number): void {
    let place = from;
    while (place > 0) {
      const parent = parentOf(place);
      const above = readSlot(this.#slots, parent);
      if (!this.#before(slot, above)) break;
      this.#put(place, above);
      place = parent;
    }
    this.#put(place, slot);
  }

  #down(from: number, slot: number): void {
    let place = from;
    for (;;) {
      const child = this.#firstChild(place);
      if (child < 0 || !this.#before(readSlot(this.#slots, child), slot)) break;
      this.#put(place, readSlot(this.#slots, child));
      place = child;
    }
    this.#put(place, slot);
  }

  #firstChild(place: number): number {
    const start = place * ARITY + 1;
    if (start >= this.#size) return -1;
    let best = start;
    for (let child = start + 1; child < start + ARITY && child < this.#size; child += 1) {
      if (this.#before(readSlot(this.#slots, child), readSlot(this.#slots, best))) best = child;
    }
    return best;
  }

  #put(place: number, slot: number): void {
    this.#slots[place] = slot;
    this.#places[slot] = place + 1;
  }

  #resize(capacity: number): void {
    const slots = new Uint32Array(Math.max(CAPACITY_MIN, capacity));
    slots.set(this.#slots.subarray(0, this.#size));
    this.#slots = slots;
  }
}

/** The heap's own array does not grow in place, so it has a reader of its own. */
function readSlot(slots: Uint32Array, place: number): number {
  return slots[place] ?? 0;
}

function parentOf(place: number): number {
  return Math.floor((place - 1) / ARITY);
}

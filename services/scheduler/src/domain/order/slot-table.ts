import { CHUNK_SLOTS, readWord, reserve } from './growable.ts';

export interface SlotTableOptions {
  slotsMax: number;
  /** Chain column, one element a slot; holds slot + 1, 0 ends a chain. */
  next: Uint32Array;
  /** 32-bit hash of what a slot is found by. */
  hashOf: (slot: number) => number;
}

/**
 * Finds slots by a hash: chains in a column, buckets split one at a time as slots come (linear hashing), so that growing
 * never rehashes everything at once. Several slots may share a key.
 */
export class SlotTable {
  readonly #next: Uint32Array;
  readonly #hashOf: (slot: number) => number;
  readonly #buffer: ArrayBuffer;
  readonly #heads: Uint32Array;
  #buckets = 1;
  /** Largest power of two that is at most #buckets. */
  #round = 1;
  #count = 0;

  constructor(options: SlotTableOptions) {
    this.#next = options.next;
    this.#hashOf = options.hashOf;
    this.#buffer = reserve(4, options.slotsMax + CHUNK_SLOTS);
    this.#heads = new Uint32Array(this.#buffer);
    this.#buffer.resize(4 * CHUNK_SLOTS);
  }

  /** Buckets for so many slots at once, before the first comes: then none has to be split on the way. */
  expect(slots: number): void {
    this.#buckets = Math.max(1, slots);
    this.#round = 2 ** Math.floor(Math.log2(this.#buckets));
    this.#buffer.resize(Math.max(this.#buffer.byteLength, 4 * this.#buckets));
  }

  /** First slot of the chain a hash falls into; -1 when it is empty. The caller compares keys. */
  first(hash: number): number {
    return readWord(this.#heads, this.#bucketOf(hash)) - 1;
  }

  /** Slot after this one in its chain; -1 at the end. */
  after(slot: number): number {
    return readWord(this.#next, slot) - 1;
  }

  insert(slot: number): void {
    this.#link(slot);
    this.#count += 1;
    if (this.#count > this.#buckets) this.#split();
  }

  remove(slot: number): void {
    const bucket = this.#bucketOf(this.#hashOf(slot));
    let previous = -1;
    for (let each = readWord(this.#heads, bucket) - 1; each >= 0; each = this.after(each)) {
      if (each === slot) {
        if (previous < 0) this.#heads[bucket] = readWord(this.#next, slot);
        else this.#next[previous] = readWord(this.#next, slot);
        this.#next[slot] = 0;
        this.#count -= 1;
        return;
      }
      previous = each;
    }
  }

  #link(slot: number): void {
    const bucket = this.#bucketOf(this.#hashOf(slot));
    this.#next[slot] = readWord(this.#heads, bucket);
    this.#heads[bucket] = slot + 1;
  }

  #bucketOf(hash: number): number {
    const wide = hash & (this.#round * 2 - 1);
    return wide < this.#buckets ? wide : hash & (this.#round - 1);
  }

  #split(): void {
    if ((this.#buckets + 1) * 4 > this.#buffer.byteLength) {
      this.#buffer.resize(this.#buffer.byteLength + 4 * CHUNK_SLOTS);
    }
    const old = this.#buckets - this.#round;
    let chain = readWord(this.#heads, old) - 1;
    this.#heads[old] = 0;
    this.#buckets += 1;
    if (this.#buckets === this.#round * 2) this.#round *= 2;
    while (chain >= 0) {
      const following = this.after(chain);
      this.#link(chain);
      chain = following;
    }
  }
}

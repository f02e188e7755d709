/**
 * An exact set of whole numbers below 2^50 (every E.164 number is one) in six to nine bytes each. A number is scrambled by a bijection;
 * eleven bits choose a bucket, the other 39 are stored, so nothing is lost and nothing collides. Buckets grow one at a time: no
 * moment needs the memory twice.
 */
export class NumberSet {
  readonly #buckets: (Bucket | undefined)[] = Array.from<undefined>({ length: BUCKETS });
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(value: number): boolean {
    const { bucket, low, high } = place(value);
    const found = this.#buckets[bucket];
    return found !== undefined && found.high[slotOf(found, low, high)] !== 0;
  }

  add(value: number): void {
    const { bucket, low, high } = place(value);
    let found = this.#buckets[bucket];
    if (found === undefined || found.used + 1 > found.high.length * LOAD_MAX) {
      found = grown(found);
      this.#buckets[bucket] = found;
    }
    if (insert(found, low, high)) this.#size += 1;
  }

  delete(value: number): void {
    const { bucket, low, high } = place(value);
    const found = this.#buckets[bucket];
    if (found === undefined) return;
    const slot = slotOf(found, low, high);
    if (found.high[slot] === 0) return;
    close(found, slot);
    this.#size -= 1;
  }
}

/** Open addressing with linear probing; `high` is 0 where a slot is free. */
interface Bucket {
  readonly low: Uint32Array;
  readonly high: Uint8Array;
  used: number;
}

const BUCKETS = 2048;
const LOAD_MAX = 0.8;
const GROWTH = 1.5;
const FIRST_SLOTS = 8;
const HALF_BITS = 25;
const HALF = 2 ** HALF_BITS;

/** Three rounds of a Feistel network over two halves of 25 bits: a bijection that spreads neighbours. */
function place(value: number): { bucket: number; low: number; high: number } {
  let left = Math.floor(value / HALF);
  let right = value % HALF;
  left ^= scramble(right, 0x9e37_79b1);
  right ^= scramble(left, 0x85eb_ca6b);
  left ^= scramble(right, 0xc2b2_ae35);
  const upper = left >>> 11;
  return {
    bucket: left & (BUCKETS - 1),
    low: (((upper & 0x7f) << HALF_BITS) | right) >>> 0,
    high: (upper >>> 7) + 1,
  };
}

function scramble(half: number, factor: number): number {
  const mixed = Math.imul(half ^ (half >>> 12), factor);
  return (mixed ^ (mixed >>> 15)) & (HALF - 1);
}

/** Where the value is, or the free slot where it belongs. There always is a free one. */
function slotOf({ low: lows, high: highs }: Bucket, low: number, high: number): number {
  let slot = low % highs.length;
  while (highs[slot] !== 0 && (lows[slot] !== low || highs[slot] !== high)) slot = next(slot, highs.length);
  return slot;
}

function insert(bucket: Bucket, low: number, high: number): boolean {
  const slot = slotOf(bucket, low, high);
  if (bucket.high[slot] !== 0) return false;
  bucket.low[slot] = low;
  bucket.high[slot] = high;
  bucket.used += 1;
  return true;
}

function grown(bucket: Bucket | undefined): Bucket {
  const slots = bucket === undefined ? FIRST_SLOTS : Math.ceil(bucket.high.length * GROWTH);
  const wider: Bucket = { low: new Uint32Array(slots), high: new Uint8Array(slots), used: 0 };
  bucket?.high.forEach((high, slot) => {
    if (high !== 0) insert(wider, bucket.low[slot] ?? 0, high);
  });
  return wider;
}

/** Frees a slot and moves what had to step over it back, so that every probe still ends at the first free slot. */
function close(bucket: Bucket, freed: number): void {
  const { low: lows, high: highs } = bucket;
  let hole = freed;
  for (let slot = next(hole, highs.length); highs[slot] !== 0; slot = next(slot, highs.length)) {
    const home = (lows[slot] ?? 0) % highs.length;
    const isBetween = hole <= slot ? hole < home && home <= slot : hole < home || home <= slot;
    if (isBetween) continue;
    lows[hole] = lows[slot] ?? 0;
    highs[hole] = highs[slot] ?? 0;
    hole = slot;
  }
  highs[hole] = 0;
  bucket.used -= 1;
}

function next(slot: number, slots: number): number {
  return slot + 1 === slots ? 0 : slot + 1;
}

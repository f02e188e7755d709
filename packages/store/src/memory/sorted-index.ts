import { compareKeys, compareValues, type IndexKey } from '../index-key.ts';
import type { Bounds, Cursor } from '../selection.ts';

export interface SortedEntry {
  readonly key: IndexKey;
  readonly id: string;
}

/** One index of a collection: entries in index order, found by binary search. */
export class SortedIndex {
  readonly #entries: SortedEntry[] = [];

  add(key: IndexKey, id: string): void {
    this.#entries.splice(this.#firstAtOrAfter({ key, id }), 0, { key, id });
  }

  remove(key: IndexKey, id: string): void {
    this.#entries.splice(this.#firstAtOrAfter({ key, id }), 1);
  }

  /** The id that holds exactly this key, for unique indexes. */
  holder(key: IndexKey): string | undefined {
    const entry = this.#entries[this.#firstAtOrAfter({ key, id: '' })];
    return entry !== undefined && compareKeys(entry.key, key) === 0 ? entry.id : undefined;
  }

  /** Entries within the bounds, beyond the cursor, in the order asked for. */
  *scan(bounds: Bounds, descending: boolean, after: Cursor | undefined): Generator<SortedEntry> {
    const { equals, from, to } = bounds;
    const prefix = from === undefined ? equals : [...equals, from];
    let low = this.#firstWhere((entry) => compareStart(entry.key, prefix) >= 0);
    let high = this.#firstWhere((entry) => {
      const order = compareStart(entry.key, equals);
      if (order !== 0) return order > 0;
      return to !== undefined && compareValues(entry.key[equals.length] ?? 0, to) >= 0;
    });
    if (after !== undefined) {
      const last = { key: [...equals, ...after.key], id: after.id };
      if (descending) high = Math.min(high, this.#firstAtOrAfter(last));
      else
        low = Math.max(
          low,
          this.#firstWhere((entry) => compareEntries(entry, last) > 0),
        );
    }
    const found = this.#entries.slice(low, Math.max(low, high));
    yield* descending ? found.reverse() : found;
  }

  #firstAtOrAfter(entry: SortedEntry): number {
    return this.#firstWhere((other) => compareEntries(other, entry) >= 0);
  }

  /** Lowest position from which `reached` holds; it must hold from one position on. */
  #firstWhere(reached: (entry: SortedEntry) => boolean): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = this.#entries[middle];
      if (entry !== undefined && reached(entry)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Compares only as many fields as `start` has. */
function compareStart(key: IndexKey, start: IndexKey): number {
  return compareKeys(key.slice(0, start.length), start);
}

function compareEntries(left: SortedEntry, right: SortedEntry): number {
  return compareKeys(left.key, right.key) || compareValues(left.id, right.id);
}

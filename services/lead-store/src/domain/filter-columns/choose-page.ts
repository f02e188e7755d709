import type { FilterValue } from '@firstring/domain/filters';

/** Where a page ends: what its last lead is sorted by (null when it has nothing there), and the lead. */
export interface PageCursor {
  readonly key: FilterValue | null;
  readonly leadId: string;
}

export interface PageOrder {
  readonly key: (slot: number) => FilterValue | undefined;
  readonly leadId: (slot: number) => string;
  readonly descending: boolean;
}

export interface ChosenPage {
  /** In order. */
  readonly slots: readonly number[];
  /** Undefined on the last page. */
  readonly next: PageCursor | undefined;
  readonly total: number;
}

/**
 * The first leads behind the cursor among many, without sorting the rest: one pass, a heap of one page. Leads without the
 * attribute come last in either direction; equal ones by id, so that the order is total.
 */
export function choosePage(
  slots: Iterable<number>,
  { key, leadId, descending }: PageOrder,
  { pageSize, after }: { readonly pageSize: number; readonly after: PageCursor | undefined },
): ChosenPage {
  const comesBefore = (left: PageCursor, right: PageCursor): boolean => order(left, right, descending) < 0;
  const page = new WorstFirstHeap<{ slot: number } & PageCursor>(comesBefore);
  let total = 0;
  let beyond = false;
  for (const slot of slots) {
    total += 1;
    const slotKey = key(slot) ?? null;
    const worst = page.worst;
    // Most leads end here, and nothing is made for them.
    if (worst !== undefined && page.size >= pageSize && keyOrder(slotKey, worst.key, descending) > 0) {
      beyond = true;
      continue;
    }
    const found = { slot, key: slotKey, leadId: leadId(slot) };
    if (after !== undefined && !comesBefore(after, found)) continue;
    if (page.size < pageSize) page.push(found);
    else {
      beyond = true;
      if (worst !== undefined && comesBefore(found, worst)) page.replaceWorst(found);
    }
  }
  const chosen = page.sorted();
  const last = chosen.at(-1);
  return {
    slots: chosen.map(({ slot }) => slot),
    next: beyond && last !== undefined ? { key: last.key, leadId: last.leadId } : undefined,
    total,
  };
}

function keyOrder(left: PageCursor['key'], right: PageCursor['key'], descending: boolean): number {
  if (left === right) return 0;
  if (left === null) return 1;
  if (right === null) return -1;
  return left < right !== descending ? -1 : 1;
}

function order(left: PageCursor, right: PageCursor, descending: boolean): number {
  const byKey = keyOrder(left.key, right.key, descending);
  if (byKey !== 0) return byKey;
  return left.leadId < right.leadId ? -1 : left.leadId > right.leadId ? 1 : 0;
}

/** A binary heap with the entry that comes last on top. */
class WorstFirstHeap<T> {
  readonly #items: T[] = [];
  readonly #before: (left: T, right: T) => boolean;

  constructor(before: (left: T, right: T) => boolean) {
    this.#before = before;
  }

  get size(): number {
    return this.#items.length;
  }

  get worst(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    let index = this.#items.length;
    this.#items.push(item);
    while (index > 0) {
      const above = (index - 1) >> 1;
      if (!this.#isWorse(index, above)) return;
      this.#swap(index, above);
      index = above;
    }
  }

  replaceWorst(item: T): void {
    this.#items[0] = item;
    let index = 0;
    for (;;) {
      let worst = index;
      for (const below of [2 * index + 1, 2 * index + 2]) {
        if (below < this.#items.length && this.#isWorse(below, worst)) worst = below;
      }
      if (worst === index) return;
      this.#swap(index, worst);
      index = worst;
    }
  }

  sorted(): readonly T[] {
    return this.#items.toSorted((left, right) => (this.#before(left, right) ? -1 : 1));
  }

  #isWorse(left: number, right: number): boolean {
    const [one, other] = [this.#items[left], this.#items[right]];
    return one !== undefined && other !== undefined && this.#before(other, one);
  }

  #swap(left: number, right: number): void {
    const [one, other] = [this.#items[left], this.#items[right]];
    if (one === undefined || other === undefined) return;
    this.#items[left] = other;
    this.#items[right] = one;
  }
}

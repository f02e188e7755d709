import { readFloat, readShort, readWord, writeWord } from './growable.ts';
import type { LeadColumns } from './lead-columns.ts';
import { SlotTable } from './slot-table.ts';
import { mixBits, uuidWords } from '@firstring/domain/lead-id';

type IdWords = readonly [number, number, number, number];

/** Finds a lead's slot by its id, and the slots that share a home guard. */
export class LeadDirectory {
  readonly #columns: LeadColumns;
  readonly #byId: SlotTable;
  readonly #byGuard: SlotTable;
  #size = 0;
  /** Entries beside the first of each lead. */
  #furtherEntries = 0;

  constructor(columns: LeadColumns) {
    this.#columns = columns;
    const { slotsMax, idWords, guard } = columns;
    this.#byId = new SlotTable({
      slotsMax,
      next: columns.nextOfId,
      hashOf: (slot) => hashOfWords(readWord(idWords, slot * 4 + 2), readWord(idWords, slot * 4 + 3)),
    });
    this.#byGuard = new SlotTable({
      slotsMax,
      next: columns.nextOfGuard,
      hashOf: (slot) => hashOfGuard(readFloat(guard, slot)),
    });
  }

  get size(): number {
    return this.#size;
  }

  /** So many slots will be adopted. */
  expect(slots: number): void {
    this.#byId.expect(slots);
    this.#byGuard.expect(slots);
  }

  add(words: IdWords, guard: number): number {
    const slot = this.#columns.allocate();
    this.#columns.writeKeys(slot, words, guard);
    this.#byId.insert(slot);
    this.#byGuard.insert(slot);
    this.#size += 1;
    return slot;
  }

  /** Finds a loaded slot from now on: a lead's first one, or a further entry of it. The lead's first slot. */
  adopt(slot: number): number {
    this.#byGuard.insert(slot);
    const first = this.find(this.#wordsOf(slot));
    if (first >= 0) {
      this.#columns.nextEntry[this.entriesOf(first).at(-1) ?? first] = slot + 1;
      this.#furtherEntries += 1;
      return first;
    }
    this.#byId.insert(slot);
    this.#size += 1;
    return slot;
  }

  /** Removes a lead with all its entries. */
  remove(slot: number): void {
    for (const entry of this.entriesOf(slot).slice(1)) this.#freeFurther(entry);
    this.#byId.remove(slot);
    this.#freeEntry(slot);
    this.#size -= 1;
  }

  /** The slots of a lead, one a campaign; the first is the one it is found by. */
  entriesOf(slot: number): number[] {
    const entries = [slot];
    for (let next = this.#after(slot); next >= 0; next = this.#after(next)) entries.push(next);
    return entries;
  }

  /** Whether a lead has one entry for each of these campaigns, in their order, and no other. */
  isSpread(slot: number, campaigns: readonly number[]): boolean {
    const { campaign } = this.#columns;
    const entries = this.entriesOf(slot);
    return (
      entries.length === campaigns.length &&
      entries.every((entry, at) => readShort(campaign, entry) === campaigns[at])
    );
  }

  /** Gives a lead exactly so many entries: new ones have the card of the first, those that go are in no group any more. */
  resizeEntries(slot: number, count: number): number[] {
    const entries = this.entriesOf(slot);
    for (const entry of entries.splice(count)) this.#freeFurther(entry);
    writeWord(this.#columns.nextEntry, entries.at(-1) ?? slot, 0);
    for (const entry of entries.slice(1)) this.#columns.copyCard(slot, entry);
    while (entries.length < count) {
      const entry = this.#columns.allocate();
      this.#columns.copyCard(slot, entry);
      this.#byGuard.insert(entry);
      this.#furtherEntries += 1;
      this.#columns.nextEntry[entries.at(-1) ?? slot] = entry + 1;
      entries.push(entry);
    }
    return entries;
  }

  /** Whether a lead is found by this slot: it is not one of its further entries. */
  isFirst(slot: number): boolean {
    return this.#furtherEntries === 0 || this.find(this.#wordsOf(slot)) === slot;
  }

  #wordsOf(slot: number): IdWords {
    const { idWords } = this.#columns;
    const word = (at: number): number => readWord(idWords, slot * 4 + at);
    return [word(0), word(1), word(2), word(3)];
  }

  #after(slot: number): number {
    return readWord(this.#columns.nextEntry, slot) - 1;
  }

  #freeFurther(entry: number): void {
    this.#freeEntry(entry);
    this.#furtherEntries -= 1;
  }

  #freeEntry(slot: number): void {
    this.#byGuard.remove(slot);
    this.#columns.free(slot);
  }

  /** -1 when the lead is not known. */
  slotOf(leadId: string): number {
    const words = uuidWords(leadId);
    return words === undefined ? -1 : this.find(words);
  }

  find(words: IdWords): number {
    for (
      let slot = this.#byId.first(hashOfWords(words[2], words[3]));
      slot >= 0;
      slot = this.#byId.after(slot)
    ) {
      if (this.#columns.hasId(slot, words)) return slot;
    }
    return -1;
  }

  slotsOfGuard(guard: number): number[] {
    const slots: number[] = [];
    for (let slot = this.#byGuard.first(hashOfGuard(guard)); slot >= 0; slot = this.#byGuard.after(slot)) {
      if (readFloat(this.#columns.guard, slot) === guard) slots.push(slot);
    }
    return slots;
  }
}

function hashOfWords(high: number, low: number): number {
  return mixBits(high ^ mixBits(low));
}

function hashOfGuard(guard: number): number {
  return mixBits(Math.floor(guard / 2 ** 32) ^ mixBits((guard % 2 ** 32) | 0));
}

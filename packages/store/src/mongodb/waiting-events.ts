interface WaitingDocument {
  readonly collection: string;
  readonly id: string;
  /** Empty: events may be there, nobody knows. */
  readonly sequences: Set<number>;
}

/**
 * Which documents have events that this process has to publish: those it wrote itself, and what it found left by others. So that taking
 * reads a few documents by id instead of searching every collection, and two instances do not publish each other's.
 */
export class WaitingEvents {
  readonly #documents = new Map<string, WaitingDocument>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** True when some of them are new. */
  add(collection: string, id: string, sequences: readonly number[]): boolean {
    const key = `${collection}/${id}`;
    const document = this.#documents.get(key) ?? { collection, id, sequences: new Set<number>() };
    this.#documents.set(key, document);
    const before = document.sequences.size;
    for (const sequence of sequences) document.sequences.add(sequence);
    this.#count += document.sequences.size - before;
    return document.sequences.size > before;
  }

  drop(collection: string, id: string, sequences: Iterable<number>): void {
    const key = `${collection}/${id}`;
    const document = this.#documents.get(key);
    if (document === undefined) return;
    for (const sequence of sequences) if (document.sequences.delete(sequence)) this.#count -= 1;
    if (document.sequences.size === 0) this.#documents.delete(key);
  }

  /** Those that have waited longest, by collection, with what is known of them now. */
  oldest(documents: number): ReadonlyMap<string, ReadonlyMap<string, readonly number[]>> {
    const found = new Map<string, Map<string, readonly number[]>>();
    for (const { collection, id, sequences } of Iterator.from(this.#documents.values()).take(documents)) {
      const ids = found.get(collection) ?? new Map<string, readonly number[]>();
      found.set(collection, ids.set(id, [...sequences]));
    }
    return found;
  }
}

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** What is still to happen, by instant; of one instant in the order in which it was asked for. */
export class EventHeap {
  readonly #entries: Entry[] = [];
  #order = 0;

  get nextAt(): number {
    return this.#entries[0]?.at ?? Infinity;
  }

  push(at: number, run: () => void): void {
    const entries = this.#entries;
    let place = entries.length;
    const entry = { at, order: this.#order++, run };
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = entries[parent];
      if (above === undefined || !isBefore(entry, above)) break;
      entries[place] = above;
      place = parent;
    }
    entries[place] = entry;
  }

  pop(): (() => void) | undefined {
    const entries = this.#entries;
    const [first] = entries;
    const last = entries.pop();
    if (last === undefined || first === undefined || entries.length === 0) return first?.run;
    let place = 0;
    for (;;) {
      let below = place * 2 + 1;
      const [left, right] = [entries[below], entries[below + 1]];
      if (left === undefined) break;
      let least = left;
      if (right !== undefined && isBefore(right, left)) {
        least = right;
        below += 1;
      }
      if (!isBefore(least, last)) break;
      entries[place] = least;
      place = below;
    }
    entries[place] = last;
    return first.run;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at === b.at ? a.order < b.order : a.at < b.at;
}

/**
 * First in, first out, with a hard limit: `push` says no instead of growing (rule 7: nothing unbounded).
 * Taking from the head is amortised O(1).
 */
export class BoundedQueue<T> {
  readonly #limit: number;
  #items: T[] = [];
  #head = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#items.length - this.#head;
  }

  /** False when full; the caller decides what to refuse. */
  push(item: T): boolean {
    if (this.size >= this.#limit) return false;
    this.#items.push(item);
    return true;
  }

  shift(): T | undefined {
    const item = this.#items[this.#head];
    if (this.#head >= this.#items.length) return undefined;
    this.#head += 1;
    if (this.#head > 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** Removes and returns up to `max` items from the head. */
  take(max: number): T[] {
    const taken = this.#items.slice(this.#head, this.#head + max);
    this.#items = this.#items.slice(this.#head + taken.length);
    this.#head = 0;
    return taken;
  }
}

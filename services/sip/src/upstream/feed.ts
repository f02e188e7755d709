/** News as they come, for one reader: an async iterable that is pushed into. */
export class Feed<T> implements AsyncIterable<T> {
  readonly #waiting: T[] = [];
  #ended = false;
  #wake: () => void = () => {};

  /** What comes after the end, or more than a reader who does not read may leave unread, is dropped. */
  push(item: T): void {
    if (this.#ended || this.#waiting.length >= UNREAD_MAX) return;
    this.#waiting.push(item);
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) yield next;
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

const UNREAD_MAX = 100;

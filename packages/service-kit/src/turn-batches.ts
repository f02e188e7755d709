/** What is added in one turn of the event loop comes out together, in order. To be iterated once; whoever adds keeps it bounded. */
export class TurnBatches<T> {
  #gathered: T[] = [];
  #isEnded = false;
  #wake: (() => void) | undefined;

  /** Items that nobody has taken yet. */
  get size(): number {
    return this.#gathered.length;
  }

  add(item: T): void {
    this.#gathered.push(item);
    this.#rouse();
  }

  /** What has been added still comes out. */
  end(): void {
    this.#isEnded = true;
    this.#rouse();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly T[], void, undefined> {
    await new Promise((resolve) => setImmediate(resolve)); // the turn that began it is not over
    for (;;) {
      if (this.#gathered.length > 0) {
        const batch = this.#gathered;
        this.#gathered = [];
        yield batch;
      } else if (this.#isEnded) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }

  #rouse(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    if (wake !== undefined) setImmediate(wake);
  }
}

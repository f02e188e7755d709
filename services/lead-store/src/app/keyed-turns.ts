/**
 * Lets work on the same key in this process take turns, so that a hundred posts of one lead queue up instead of losing races against
 * each other. A hint only: between instances the compare-and-set decides.
 */
export class KeyedTurns {
  readonly #last = new Map<string, Promise<void>>();

  /**
   * Runs the work once everybody who asked earlier for one of the keys is done, whether they succeeded or not. All places are taken
   * in one step, so whoever waits waits for earlier ones only and no two can wait for each other.
   */
  async take<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const earlier = keys.map((key) => this.#last.get(key)).filter((turn) => turn !== undefined);
    const { promise: done, resolve: finish } = Promise.withResolvers<void>();
    for (const key of keys) this.#last.set(key, done);
    try {
      await Promise.all(earlier);
      return await work();
    } finally {
      finish();
      for (const key of keys) if (this.#last.get(key) === done) this.#last.delete(key);
    }
  }

  /** Keys somebody works on or waits for. */
  get size(): number {
    return this.#last.size;
  }
}

interface Waiting<In, Out> {
  readonly item: In;
  readonly resolve: (answer: Out) => void;
  readonly reject: (failure: unknown) => void;
}

/**
 * What comes while earlier batches are under way shares the next one: alone an item waits for nobody, and under load many go as one.
 * The items of a batch share its failure.
 */
export class NaturalBatches<In, Out> {
  readonly #run: (items: readonly In[]) => Promise<readonly Out[]>;
  readonly #limits: { readonly underWay: number; readonly items: number };
  #waiting: Waiting<In, Out>[] = [];
  #underWay = 0;

  constructor(
    run: (items: readonly In[]) => Promise<readonly Out[]>,
    limits: { readonly underWay: number; readonly items: number },
  ) {
    this.#run = run;
    this.#limits = limits;
  }

  add(item: In): Promise<Out> {
    const { promise, resolve, reject } = Promise.withResolvers<Out>();
    this.#waiting.push({ item, resolve, reject });
    this.#next();
    return promise;
  }

  #next(): void {
    if (this.#underWay >= this.#limits.underWay || this.#waiting.length === 0) return;
    const batch = this.#waiting.splice(0, this.#limits.items);
    this.#underWay += 1;
    void this.#answer(batch).then(() => {
      this.#underWay -= 1;
      this.#next();
    });
  }

  async #answer(batch: readonly Waiting<In, Out>[]): Promise<void> {
    try {
      const answers = await this.#run(batch.map(({ item }) => item));
      for (const [at, { resolve, reject }] of batch.entries()) {
        const answer = answers[at];
        if (answer === undefined) reject(new Error('an item of a batch was not answered'));
        else resolve(answer);
      }
    } catch (failure) {
      for (const { reject } of batch) reject(failure);
    }
  }
}

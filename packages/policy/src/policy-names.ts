/** Something a policy names: a lead list, a filter, a filter group. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** What the policy of one campaign may name. */
export interface PolicyNames {
  readonly lists: readonly Named[];
  readonly filters: readonly Named[];
  readonly filterGroups: readonly Named[];
}

/** How a policy says ids of one kind: by name where the name is one thing's alone, else by id. */
export class References {
  readonly #ids: ReadonlySet<string>;
  readonly #byName = new Map<string, string[]>();
  readonly #names = new Map<string, string>();

  constructor(known: readonly Named[]) {
    this.#ids = new Set(known.map(({ id }) => id));
    for (const { id, name } of known) {
      this.#names.set(id, name);
      this.#byName.set(name, [...(this.#byName.get(name) ?? []), id]);
    }
  }

  /** An id that is not known is said as it is. */
  say(id: string): string {
    const name = this.#names.get(id);
    const isPlain = name !== undefined && name.trim() === name && !/\p{Cc}/u.test(name) && name !== '';
    return isPlain && !this.#ids.has(name) && this.#byName.get(name)?.length === 1 ? name : id;
  }

  /** The ids a reference may mean: one, none, or several of one name. */
  find(reference: string): readonly string[] {
    return this.#ids.has(reference) ? [reference] : (this.#byName.get(reference) ?? []);
  }
}

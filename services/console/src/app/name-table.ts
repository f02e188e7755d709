/** Names by id, read all together as soon as one is not known. An id that has no name goes by itself and is not asked for again. */
export class NameTable {
  readonly #readAll: () => Promise<ReadonlyMap<string, string>>;
  #names: ReadonlyMap<string, string> = new Map();

  constructor(readAll: () => Promise<ReadonlyMap<string, string>>) {
    this.#readAll = readAll;
  }

  /** Empty for an empty id. */
  async of(id: string): Promise<string> {
    if (id === '') return '';
    const known = this.#names.get(id);
    if (known !== undefined) return known;
    this.#names = new Map([[id, id], ...this.#names, ...(await this.#readAll())]);
    return this.#names.get(id) ?? id;
  }
}

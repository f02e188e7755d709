/** The entries that were kept last, as many as fit; older ones are forgotten first. */
export class Recently<T> {
  readonly #sizeMax: number;
  readonly #entries = new Map<string, { readonly value: T; readonly size: number }>();
  #size = 0;

  /** `sizeMax` is in the unit of the sizes that `keep` is told. */
  constructor(sizeMax: number) {
    this.#sizeMax = sizeMax;
  }

  get(id: string): T | undefined {
    return this.#entries.get(id)?.value;
  }

  keep(id: string, value: T, size: number): void {
    this.forget(id);
    this.#entries.set(id, { value, size });
    this.#size += size;
    for (const oldest of this.#entries.keys()) {
      if (this.#size <= this.#sizeMax) return;
      this.forget(oldest);
    }
  }

  forget(id: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#entries.delete(id);
    this.#size -= entry.size;
  }

  clear(): void {
    this.#entries.clear();
    this.#size = 0;
  }
}

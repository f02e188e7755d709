/**
 * The entries that were kept last: all that fit into `sizeMax`, and at most as much again. Two generations, because a map whose oldest entry
 * is taken out each time is slow to tell the next oldest.
 */
export class Recently<T> {
  readonly #sizeMax: number;
  #young = new Map<string, T>();
  #old = new Map<string, T>();
  #youngSize = 0;

  /** In the unit of the sizes that `keep` is told. */
  constructor(sizeMax: number) {
    this.#sizeMax = sizeMax;
  }

  get(id: string): T | undefined {
    return this.#young.get(id) ?? this.#old.get(id);
  }

  /** In place of what was kept for this id. */
  keep(id: string, value: T, size: number): void {
    if (this.#youngSize + size > this.#sizeMax) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#youngSize = 0;
    }
    this.#young.set(id, value);
    this.#youngSize += size;
  }

  forget(id: string): void {
    if (this.#young.size > 0) this.#young.delete(id);
    if (this.#old.size > 0) this.#old.delete(id);
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
    this.#youngSize = 0;
  }
}

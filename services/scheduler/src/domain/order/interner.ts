import { assert } from '@firstring/kernel';

/** Gives strings small numbers, 0 being the empty string; numbers are never taken back. */
export class Interner {
  readonly #numbers = new Map<string, number>([['', 0]]);
  readonly #texts: string[] = [''];
  readonly #limit: number;

  constructor(limit = 65_535) {
    this.#limit = limit;
  }

  number(text: string): number {
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.#texts.length;
      assert(number <= this.#limit, 'more distinct names than a column can hold');
      this.#numbers.set(text, number);
      this.#texts.push(text);
    }
    return number;
  }

  /** Every text by its number. */
  get texts(): readonly string[] {
    return this.#texts;
  }

  /** Gives texts the numbers they had; only where none has been given yet. */
  restore(texts: readonly string[]): void {
    assert(this.#texts.length === 1, 'names are restored before any is given a number');
    for (const text of texts.slice(1)) this.number(text);
  }

  /** As `number`, for texts that come from outside in any number: those that have no room share the limit itself. */
  numberOrLimit(text: string): number {
    const isFull = this.#texts.length >= this.#limit;
    return isFull ? (this.#numbers.get(text) ?? this.#limit) : this.number(text);
  }

  /** The number of a text seen before. */
  known(text: string): number | undefined {
    return this.#numbers.get(text);
  }

  text(number: number): string {
    return this.#texts[number] ?? '';
  }
}

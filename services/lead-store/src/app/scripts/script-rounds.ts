import type { Random } from '@firstring/kernel';

/**
 * Part of what makes a revision of campaigns with scripts: with another round all their keys are made anew. Each start is one, because
 * keys that waited to be told are gone with the process.
 */
export class ScriptRounds {
  readonly #random: Pick<Random, 'uuid'>;
  #current: string;

  constructor(random: Pick<Random, 'uuid'>) {
    this.#random = random;
    this.#current = random.uuid();
  }

  get current(): string {
    return this.#current;
  }

  /** Keys may have been lost. */
  next(): void {
    this.#current = this.#random.uuid();
  }
}

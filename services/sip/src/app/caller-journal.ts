import { reasonError } from '@firstring/contracts';
import type { Collection } from '@firstring/store';
import type { CallerDoc } from '../store/callers.ts';

/** One caller's journal entry: writes in order, each the whole. Nobody else writes it. */
export class CallerJournal {
  readonly #callers: Collection<CallerDoc>;
  readonly #id: string;
  #version: number;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(callers: Collection<CallerDoc>, id: string, version = 0) {
    this.#callers = callers;
    this.#id = id;
    this.#version = version;
  }

  /** Resolves once it is durable; throws the store's reasons. */
  write(doc: CallerDoc): Promise<void> {
    return this.#inTurn(async () => {
      const first = await this.#callers.put({ id: this.#id, doc, expectedVersion: this.#version });
      // A write whose answer was lost: nobody but us writes here.
      const result =
        first.type === 'conflict' && first.current !== undefined
          ? await this.#callers.put({ id: this.#id, doc, expectedVersion: first.current.version })
          : first;
      if (result.type !== 'stored') throw reasonError('VERSION_CONFLICT');
      this.#version = result.version;
    });
  }

  /** The call has its outcome. */
  forget(): Promise<void> {
    return this.#inTurn(async () => {
      const stored = await this.#callers.get(this.#id);
      if (stored !== undefined) {
        await this.#callers.delete({ id: this.#id, expectedVersion: stored.version });
      }
    });
  }

  #inTurn(task: () => Promise<void>): Promise<void> {
    const done = this.#tail.then(task);
    // Whoever asked has the failure.
    this.#tail = Promise.allSettled([done]);
    return done;
  }
}

import type { LeadStoreDeps } from '../ports.ts';
import { listProcesses } from '../processes.ts';
import type { CriteriaBook } from './criteria-book.ts';
import { refreshCriteria } from './refresh-criteria.ts';

const RETRY_MS = 1000;

/**
 * Keeps the criteria true: it is told of each change of what they follow from, and goes through all processes at start, so that a
 * crash between a change and the document heals.
 */
export class CriteriaKeeper implements AsyncDisposable {
  readonly #deps: LeadStoreDeps;
  readonly #book: CriteriaBook;
  readonly #stopping = new AbortController();
  readonly #changed = new Set<string>();
  #running: Promise<void> | undefined;

  constructor(deps: LeadStoreDeps, book: CriteriaBook) {
    this.#deps = deps;
    this.#book = book;
  }

  /** Before the first card is made. */
  async readAll(): Promise<void> {
    for (const { id } of await listProcesses(this.#deps)) await this.#refresh(id);
  }

  /** A campaign, filter, group, entitlement, parameter or the zone of this process has been stored. */
  changed(processId: string): void {
    this.#changed.add(processId);
    this.#running ??= this.#run();
  }

  /** Resolves when everything told so far is in the documents and in the book. */
  async settled(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, log } = this.#deps;
    const { signal } = this.#stopping;
    // What is stored in one turn of the loop is one refresh.
    await new Promise((resolve) => setImmediate(resolve));
    for (const processId of this.#changed) {
      if (signal.aborted) break;
      this.#changed.delete(processId);
      try {
        await this.#refresh(processId);
      } catch (err) {
        log.warn({ err, processId }, 'what filters come to is not known; it is tried again');
        this.#changed.add(processId);
        await Promise.allSettled([clock.sleep(RETRY_MS, signal)]);
      }
    }
    this.#running = undefined;
  }

  async #refresh(processId: string): Promise<void> {
    this.#book.replace(processId, await refreshCriteria(this.#deps, processId));
  }
}

import { reasonError } from '@firstring/contracts';
import { AppError, deferred, failpoint, type Clock, type Deferred, type Log } from '@firstring/kernel';
import type { Collection, OutboxEvent, PutResult } from '@firstring/store';
import type { AttemptDoc } from '../store/attempts.ts';

export type AttemptEntry = Omit<AttemptDoc, 'write'>;

export interface AttemptWriterDeps {
  readonly attempts: Collection<AttemptDoc>;
  readonly clock: Clock;
  readonly log: Log;
}

interface Pending {
  readonly entry: AttemptEntry;
  readonly events: OutboxEvent[];
}

const BACKOFF_MS = 100;
const BACKOFF_MS_MAX = 5000;

/**
 * One attempt's journal entry, written behind the signalling: the newest state wins, events are kept in order and none is lost.
 * While the store is away it tries on (a call in progress goes on, F24); whoever must be sure waits for `flush`.
 */
export class AttemptWriter {
  readonly #deps: AttemptWriterDeps;
  readonly #id: string;
  #version: number;
  #write = 0;
  #pending: Pending | undefined;
  readonly #waiters: Deferred<void>[] = [];
  #writing = false;
  #closed = false;

  constructor(deps: AttemptWriterDeps, id: string, version = 0) {
    this.#deps = deps;
    this.#id = id;
    this.#version = version;
  }

  /** Remembers the state. With events it is written soon, without it goes along with the next write or flush. */
  note(entry: AttemptEntry, events: readonly OutboxEvent[]): void {
    if (this.#closed) return;
    const waiting = this.#pending?.events ?? [];
    waiting.push(...events);
    this.#pending = { entry, events: waiting };
    if (events.length > 0) this.#wake();
  }

  /** Resolves once all that was noted is durable; rejects at the first failure, while the writer tries on. */
  flush(): Promise<void> {
    if (this.#pending === undefined && !this.#writing) return Promise.resolve();
    const waiter = deferred<void>();
    this.#waiters.push(waiter);
    this.#wake();
    return waiter.promise;
  }

  /** Stops trying; what is not durable by now is left to the sweep after the next start. */
  close(): void {
    this.#closed = true;
    this.#pending = undefined;
    this.#reject(reasonError('STORE_UNAVAILABLE'));
  }

  #wake(): void {
    if (this.#writing || this.#pending === undefined) return;
    this.#writing = true;
    this.#run().catch((error: unknown) => {
      this.#writing = false;
      this.#deps.log.error({ err: error, attemptId: this.#id }, 'attempt writer failed');
      this.#reject(error);
    });
  }

  async #run(): Promise<void> {
    while (this.#pending !== undefined && !this.#closed) {
      const taken = this.#pending;
      const waiters = this.#waiters.splice(0);
      this.#pending = undefined;
      this.#write += 1;
      await this.#putUntilStored(taken, waiters);
      for (const waiter of waiters) waiter.resolve();
    }
    // In the same tick as the loop's last look: a later note wakes it again.
    this.#writing = false;
    for (const waiter of this.#waiters.splice(0)) waiter.resolve();
  }

  /** The same write again and again: if an answer was lost, its mark tells. Newer states wait their turn. */
  async #putUntilStored(taken: Pending, waiters: readonly Deferred<void>[]): Promise<void> {
    for (let failures = 1; !this.#closed; failures += 1) {
      try {
        await this.#put(taken);
        return;
      } catch (error) {
        for (const waiter of [...waiters, ...this.#waiters.splice(0)]) waiter.reject(error);
        if (AppError.from(error).reason === 'VERSION_CONFLICT') {
          this.close();
          throw error;
        }
        this.#deps.log.warn({ err: error, attemptId: this.#id, failures }, 'journal entry not written yet');
        await this.#deps.clock.sleep(Math.min(BACKOFF_MS * 2 ** (failures - 1), BACKOFF_MS_MAX));
      }
    }
  }

  async #put(taken: Pending): Promise<void> {
    const { attempts } = this.#deps;
    const ended = taken.entry.state.phase === 'ended' && taken.events.length > 0;
    if (ended) await failpoint('sip.p10.before');
    const result = await attempts.put({
      id: this.#id,
      doc: { ...taken.entry, write: this.#write },
      expectedVersion: this.#version,
      events: taken.events,
    });
    this.#version = this.#versionAfter(result, taken.entry);
    if (ended) await failpoint('sip.p10.after');
  }

  /** A conflict with a document that carries our own mark is our own write whose answer was lost. */
  #versionAfter(result: PutResult<AttemptDoc>, entry: AttemptEntry): number {
    if (result.type === 'stored') return result.version;
    const current = result.type === 'conflict' ? result.current : undefined;
    const own = current?.doc.write === this.#write && current.doc.instance === entry.instance;
    if (current !== undefined && own && current.version === this.#version + 1) return current.version;
    throw reasonError('VERSION_CONFLICT');
  }

  #reject(error: unknown): void {
    for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
  }
}

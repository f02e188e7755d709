import { deferred, type Clock, type Deferred } from '@firstring/kernel';
import { EVENTS_PER_PUT_MAX, type Collection, type OutboxEvent } from '@firstring/store';
import type { SchedulerEvents } from '../events.ts';
import type { AgentDocument } from '../store/agents.ts';

const RETRY_MS_FIRST = 100;
const RETRY_MS_MAX = 5000;

interface Pending {
  version: number;
  doc: AgentDocument | undefined;
  events: OutboxEvent[];
  isWriting: boolean;
  waiters: Deferred<void>[];
}

export interface AgentWriterDeps {
  readonly agents: Collection<AgentDocument>;
  readonly clock: Clock;
  readonly events: SchedulerEvents;
  /** Of this owner; written with each document. */
  readonly epoch: () => number;
}

/**
 * Writes agents' documents behind the loop: one write an agent at a time, only the newest state, all events. A failed
 * write is tried again until the service stops; `backlog` tells when an agent should be given no more work.
 */
export class AgentWriter implements AsyncDisposable {
  readonly #deps: AgentWriterDeps;
  readonly #pending = new Map<string, Pending>();
  readonly #stopping = new AbortController();

  constructor(deps: AgentWriterDeps) {
    this.#deps = deps;
  }

  /** Tells which version is stored, for an agent found at start. */
  known(agentId: string, version: number): void {
    this.#of(agentId).version = version;
  }

  save(agentId: string, doc: AgentDocument, events: readonly OutboxEvent[]): void {
    const pending = this.#of(agentId);
    pending.doc = doc;
    pending.events.push(...events);
    if (!pending.isWriting) this.#start(agentId, pending);
  }

  /** Events that wait to be stored. */
  backlog(agentId: string): number {
    return this.#pending.get(agentId)?.events.length ?? 0;
  }

  /** Resolves once everything saved so far is durable. */
  async durable(agentId: string): Promise<void> {
    const pending = this.#pending.get(agentId);
    if (pending === undefined || !pending.isWriting) return;
    const waiter = deferred<void>();
    pending.waiters.push(waiter);
    await waiter.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const writing = [...this.#pending.keys()].map((agentId) => this.durable(agentId));
    const limit = this.#deps.clock.setTimer(RETRY_MS_MAX, () => this.#stopping.abort());
    await Promise.allSettled(writing);
    limit.cancel();
    this.#stopping.abort();
  }

  #of(agentId: string): Pending {
    let pending = this.#pending.get(agentId);
    if (pending === undefined) {
      pending = { version: 0, doc: undefined, events: [], isWriting: false, waiters: [] };
      this.#pending.set(agentId, pending);
    }
    return pending;
  }

  #start(agentId: string, pending: Pending): void {
    pending.isWriting = true;
    this.#drain(agentId, pending).catch((error: unknown) => {
      pending.isWriting = false;
      for (const waiter of pending.waiters.splice(0)) waiter.reject(error);
      this.#deps.events.agentLost({ agentId, err: error });
    });
  }

  async #drain(agentId: string, pending: Pending): Promise<void> {
    let retryMs = RETRY_MS_FIRST;
    while (pending.doc !== undefined) {
      const { doc } = pending;
      const events = pending.events.slice(0, EVENTS_PER_PUT_MAX);
      const waiters = pending.waiters.splice(0);
      try {
        await this.#put(agentId, pending, doc, events);
      } catch (error) {
        pending.waiters.unshift(...waiters);
        if (this.#stopping.signal.aborted) throw error;
        this.#deps.events.agentNotStored({ agentId, err: error });
        await this.#deps.clock.sleep(retryMs, this.#stopping.signal);
        retryMs = Math.min(RETRY_MS_MAX, retryMs * 2);
        continue;
      }
      retryMs = RETRY_MS_FIRST;
      pending.events.splice(0, events.length);
      for (const waiter of waiters) waiter.resolve();
      if (pending.doc === doc && pending.events.length === 0) pending.doc = undefined;
    }
    pending.isWriting = false;
    for (const waiter of pending.waiters.splice(0)) waiter.resolve();
  }

  async #put(
    agentId: string,
    pending: Pending,
    doc: AgentDocument,
    events: readonly OutboxEvent[],
  ): Promise<void> {
    const epoch = this.#deps.epoch();
    const put = await this.#deps.agents.put({
      id: agentId,
      doc: { ...doc, epoch },
      expectedVersion: pending.version,
      events,
    });
    if (put.type === 'stored') {
      pending.version = put.version;
      return;
    }
    // Our own write whose answer was lost, or that of an owner before us; a later owner's stays.
    if (put.type === 'conflict' && (put.current?.doc.epoch ?? 0) <= epoch)
      pending.version = put.current?.version ?? 0;
    throw new Error('the agent document has another version than expected');
  }
}

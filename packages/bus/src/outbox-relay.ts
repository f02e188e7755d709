import { type Clock, deferred, type Deferred, failpoint, type Log, type Random } from '@firstring/kernel';
import type { Store } from '@firstring/store';
import { busUnavailable } from './errors.ts';
import { outboxFailures, sending } from './messaging-telemetry.ts';
import type { Bus } from './port.ts';

export interface OutboxRelayDeps {
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export interface OutboxRelayStats {
  readonly eventsPublished: number;
  readonly batchesPublished: number;
  /** Attempts that failed and were repeated after a pause. */
  readonly failures: number;
}

/** Disposing finishes the batch in hand; what is left goes out after the next start. */
export interface OutboxRelay extends AsyncDisposable {
  stats(): OutboxRelayStats;
  /** Resolves once everything stored so far is published and trimmed; rejects if disposed first. Give it a deadline of your own. */
  drained(): Promise<void>;
}

const BATCH_EVENTS = 500;
const BACKOFF_MS = 50;
const BACKOFF_MS_MAX = 5000;

/**
 * Carries events from a store's outbox to the bus, oldest first, one batch at a time: so each document's events stay in
 * sequence. At least once: a crash between publishing and trimming publishes the batch again. Start one for each store.
 */
export function startOutboxRelay(deps: OutboxRelayDeps): OutboxRelay {
  return new Relay(deps);
}

class Relay implements OutboxRelay {
  readonly #deps: OutboxRelayDeps;
  readonly #random: Random;
  readonly #stop = new AbortController();
  readonly #forgetWake: () => void;
  readonly #running: Promise<void>;
  #waiters: Deferred<void>[] = [];
  #sleeping: (() => void) | undefined;
  #appended = true;
  #stats: OutboxRelayStats = { eventsPublished: 0, batchesPublished: 0, failures: 0 };

  constructor(deps: OutboxRelayDeps) {
    this.#deps = deps;
    this.#random = deps.random.fork('outbox-relay');
    this.#forgetWake = deps.store.outbox.onAppend(() => this.#wake());
    this.#running = this.#run();
  }

  stats(): OutboxRelayStats {
    return this.#stats;
  }

  drained(): Promise<void> {
    const waiter = deferred<void>();
    if (this.#stop.signal.aborted) waiter.reject(busUnavailable('the outbox relay has stopped'));
    else this.#waiters.push(waiter);
    this.#wake();
    return waiter.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#forgetWake();
    this.#wake();
    await this.#running;
    for (const waiter of this.#waiters.splice(0))
      waiter.reject(busUnavailable('the outbox relay has stopped'));
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#stop.signal.aborted) {
      try {
        this.#appended = false;
        const waiters = this.#waiters.length;
        const relayed = await this.#relayBatch();
        failures = 0;
        if (relayed > 0) continue;
        for (const waiter of this.#waiters.splice(0, waiters)) waiter.resolve();
        await this.#sleepUntilAppended();
      } catch (err) {
        failures += 1;
        outboxFailures.add(1);
        this.#stats = { ...this.#stats, failures: this.#stats.failures + 1 };
        await this.#backOff(failures, err);
      }
    }
  }

  async #relayBatch(): Promise<number> {
    const { store, bus } = this.#deps;
    const entries = await store.outbox.take(BATCH_EVENTS);
    if (entries.length === 0) return 0;
    const events = entries.map((entry) => entry.event);
    await sending(events, () => bus.publish(events));
    this.#stats = {
      ...this.#stats,
      eventsPublished: this.#stats.eventsPublished + entries.length,
      batchesPublished: this.#stats.batchesPublished + 1,
    };
    await failpoint('outbox.published');
    await store.outbox.trim(entries);
    await failpoint('outbox.trimmed');
    return entries.length;
  }

  async #sleepUntilAppended(): Promise<void> {
    if (this.#appended || this.#stop.signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#sleeping = resolve;
    await promise;
    this.#sleeping = undefined;
  }

  /** Half to one and a half of a delay that doubles, so that many relays do not knock together. */
  async #backOff(failures: number, err: unknown): Promise<void> {
    const delayMs = Math.min(BACKOFF_MS * 2 ** (failures - 1), BACKOFF_MS_MAX) * (0.5 + this.#random.float());
    this.#deps.log.warn({ err, failures, delayMs }, 'outbox not relayed yet');
    await this.#deps.clock.sleep(delayMs, this.#stop.signal).catch(() => {
      this.#deps.log.debug({ failures }, 'outbox relay stopped while it waited');
    });
  }

  #wake(): void {
    this.#appended = true;
    this.#sleeping?.();
  }
}

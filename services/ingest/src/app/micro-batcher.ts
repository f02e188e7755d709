import { reasonError } from '@firstring/contracts';
import { AppError, BoundedQueue, type Clock, type Timer } from '@firstring/kernel';
import { currentTrace, inTrace, type Traceparent } from '@firstring/telemetry';
import type { LeadStore, Outgoing, StoreResult } from './ports.ts';

/** Leads of a vendor's batch in one call. */
const PART = 250;

export interface MicroBatcherOptions {
  readonly clock: Clock;
  /** How long the first of a batch waits for others. */
  readonly waitMs: number;
  readonly batchMax: number;
  /** Calls to the lead store at a time; while all run, submissions gather. */
  readonly callsMax: number;
  /** Submissions on their way, running calls included; more are refused. */
  readonly inFlightMax: number;
}

interface Waiting {
  readonly outgoing: Outgoing;
  readonly resolve: (result: StoreResult) => void;
  readonly reject: (error: unknown) => void;
  readonly trace: Traceparent | undefined;
}

/** Collects concurrent submissions into one call of the lead store. Bounded: what does not fit is INGEST_BUSY at once. */
export class MicroBatcher {
  readonly #leadStore: Pick<LeadStore, 'store'>;
  readonly #options: MicroBatcherOptions;
  readonly #waiting: BoundedQueue<Waiting>;
  #timer: Timer | undefined;
  #calls = 0;
  #inFlight = 0;

  constructor(leadStore: Pick<LeadStore, 'store'>, options: MicroBatcherOptions) {
    this.#leadStore = leadStore;
    this.#options = options;
    this.#waiting = new BoundedQueue(options.inFlightMax);
  }

  /** Resolves when the submission is durable; rejects with what the lead store said. */
  submit(outgoing: Outgoing): Promise<StoreResult> {
    if (this.#inFlight >= this.#options.inFlightMax) return Promise.reject(reasonError('INGEST_BUSY'));
    this.#inFlight += 1;
    const { promise, resolve, reject } = Promise.withResolvers<StoreResult>();
    this.#waiting.push({ outgoing, resolve, reject, trace: currentTrace() });
    if (this.#waiting.size >= this.#options.batchMax) this.#send();
    else this.#timer ??= this.#options.clock.setTimer(this.#options.waitMs, () => this.#send());
    return promise.finally(() => {
      this.#inFlight -= 1;
    });
  }

  /**
   * A batch of the vendor's own making, taken whole or INGEST_BUSY. It goes in parts, so that none holds up the lead store's loop, one
   * after the other, so that of a lead that is in it twice the later data count.
   */
  async submitAll(batch: readonly Outgoing[]): Promise<readonly StoreResult[]> {
    if (this.#inFlight + batch.length > this.#options.inFlightMax) throw reasonError('INGEST_BUSY');
    this.#inFlight += batch.length;
    try {
      const results: StoreResult[] = [];
      for (let from = 0; from < batch.length; from += PART) {
        const trace = currentTrace();
        const part = batch.slice(from, from + PART).map((outgoing) => ({ ...outgoing, trace }));
        results.push(...(await this.#leadStore.store(part)));
      }
      return results;
    } finally {
      this.#inFlight -= batch.length;
    }
  }

  #send(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#calls >= this.#options.callsMax) return;
    const batch = this.#waiting.take(this.#options.batchMax);
    if (batch.length === 0) return;
    this.#calls += 1;
    // One call has one caller: the trace of the submission that waited longest.
    void inTrace(batch[0]?.trace, () => this.#call(batch)).finally(() => {
      this.#calls -= 1;
      this.#send();
    });
  }

  /** Never rejects: every outcome goes to those who wait for it. */
  async #call(batch: readonly Waiting[]): Promise<void> {
    try {
      const results = await this.#leadStore.store(
        batch.map(({ outgoing, trace }) => ({ ...outgoing, trace })),
      );
      for (const [at, waiting] of batch.entries()) {
        const result = results[at];
        if (result === undefined) waiting.reject(reasonError('INTERNAL'));
        else waiting.resolve(result);
      }
    } catch (error) {
      // What the lead store refuses as a whole has one bad item: its neighbours are not to blame.
      if (batch.length > 1 && error instanceof AppError && error.code === 'invalid_argument') {
        for (const waiting of batch) await this.#call([waiting]);
      } else {
        for (const waiting of batch) waiting.reject(error);
      }
    }
  }
}

import { systemClock as clock, systemRandom } from '@firstring/kernel/system';
import type { Random } from '@firstring/kernel';
import type { Ready } from './product.ts';
import { pushLead } from './vendor.ts';

const RETRY_MS = 250;

export interface VendorLoadOptions {
  readonly doors: Pick<Ready, 'ingestUrl' | 'linkToken'>;
  readonly random: Random;
  readonly leadsPerSecond: number;
  /** The nth lead's number. */
  readonly numberOf: (n: number) => string;
}

/** A vendor that sends on and on, at random moments, and repeats what got no answer under the same key. */
export class VendorLoad implements AsyncDisposable {
  /** Every number that was ever sent, with or without an answer. */
  readonly attempted = new Set<string>();
  /** Lead id by number, for those that were answered 200 or 201. */
  readonly acknowledged = new Map<string, string>();
  /** Answers that were neither 2xx nor a broken connection, by status. */
  readonly refused = new Map<number, number>();
  readonly #options: VendorLoadOptions;
  readonly #stop = new AbortController();
  readonly #sending = new Set<Promise<void>>();
  readonly #running: Promise<void>;

  constructor(options: VendorLoadOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  /** No new leads; resolves when all that were sent are acknowledged. */
  async finish(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await Promise.all(this.#sending);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { random, leadsPerSecond, numberOf } = this.#options;
    for (let n = 0; !this.#stop.signal.aborted; n += 1) {
      // Poisson arrivals.
      const pauseMs = (-Math.log(1 - random.float()) * 1000) / leadsPerSecond;
      await clock.sleep(pauseMs, this.#stop.signal).catch(() => undefined);
      if (this.#stop.signal.aborted) return;
      const sending = this.#send(numberOf(n)).finally(() => this.#sending.delete(sending));
      this.#sending.add(sending);
    }
  }

  /** F01, F02: the same key until there is an answer. */
  async #send(number: string): Promise<void> {
    const key = systemRandom.uuid();
    this.attempted.add(number);
    while (!this.acknowledged.has(number)) {
      try {
        const { status, lead } = await pushLead(this.#options.doors, { caller_id: number }, key);
        if (lead === undefined) this.refused.set(status, (this.refused.get(status) ?? 0) + 1);
        else this.acknowledged.set(number, lead.lead_id);
      } catch (error) {
        // The connection broke, or nobody was there: unknown.
        if (!(error instanceof Error)) throw error;
      }
      if (!this.acknowledged.has(number)) await clock.sleep(RETRY_MS);
    }
  }
}

import type { Clock, Random } from '@firstring/kernel';
import type { Collection } from '@firstring/store';
import type { SchedulerEvents } from '../events.ts';
import { EPOCH_ID, type OwnerDocument } from '../store/owner.ts';

/** An owner renews this many times in a lease. */
const RENEWALS = 3;
/** A standby looks so often: what a clean stop costs at most. */
const LOOK_MS = 500;

export interface OwnershipOptions {
  readonly documents: Collection<OwnerDocument>;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: SchedulerEvents;
  /** Stable name: whoever has it is the same instance, started anew. */
  readonly instance: string;
  readonly leaseMs: number;
}

/** Another instance that owns the order. */
export interface OtherOwner {
  readonly instance: string;
  readonly address: string;
  readonly epoch: number;
}

/**
 * Which instance owns the order of all processes: one document, renewed by compare-and-set. A standby that sees it unchanged for a whole
 * lease, by its own clock, takes it with a higher epoch; no two clocks are ever compared. An owner of before may go on believing
 * for a moment: claim refuses its epoch (R-70), and agents' documents keep the later one's.
 */
export class Ownership implements AsyncDisposable {
  readonly #options: OwnershipOptions;
  readonly #stopping = new AbortController();
  readonly #lost = Promise.withResolvers<void>();
  #address = '';
  #other: OtherOwner | undefined;
  /** What is stored, when it is ours. */
  #held: { readonly version: number; readonly epoch: number } | undefined;
  /** Somebody else's, as seen first. */
  #seen: { readonly version: number; readonly atMs: number } | undefined;
  #renewing: Promise<void> = Promise.resolve();

  constructor(options: OwnershipOptions) {
    this.#options = options;
  }

  /** Resolves when another instance has taken over from this one. */
  get lost(): Promise<void> {
    return this.#lost.promise;
  }

  /** Who owns the order, as last seen; undefined: this instance, or nobody known. */
  get other(): OtherOwner | undefined {
    return this.#other;
  }

  /** Where others reach this instance, from now on. */
  advertise(address: string): void {
    this.#address = address;
  }

  /** One try: the epoch, or undefined while another instance owns it. */
  async tryTake(): Promise<number | undefined> {
    const { documents, clock, instance, leaseMs } = this.#options;
    const current = await documents.get(EPOCH_ID);
    const isOurs = current?.doc.instance === undefined || current.doc.instance === instance;
    if (current !== undefined && !isOurs && current.doc.isFree !== true) {
      const { instance: name = '', address = '', epoch } = current.doc;
      this.#other = { instance: name, address, epoch };
      if (this.#seen?.version !== current.version)
        this.#seen = { version: current.version, atMs: clock.monotonicMs() };
      if (clock.monotonicMs() - this.#seen.atMs < leaseMs) return undefined;
    }
    const epoch = (current?.doc.epoch ?? 0) + 1;
    const doc = { epoch, instance, address: this.#address };
    const put = await documents.put({ id: EPOCH_ID, doc, expectedVersion: current?.version ?? 0 });
    // A conflict: another standby was quicker, or the owner is alive after all.
    if (put.type !== 'stored') return undefined;
    this.#other = undefined;
    this.#held = { version: put.version, epoch };
    this.#renewing = this.#renew();
    return epoch;
  }

  /** Waits until this instance owns the order; a store that fails is asked again. */
  async take(signal: AbortSignal): Promise<number> {
    const { clock, events, random } = this.#options;
    for (;;) {
      try {
        const epoch = await this.tryTake();
        if (epoch !== undefined) return epoch;
      } catch (err) {
        events.ownerNotRenewed({ err });
      }
      await clock.sleep(LOOK_MS * (0.5 + random.float() / 2), signal);
    }
  }

  /** Gives it up, so that a standby need not wait for the lease to run out. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#renewing;
    if (this.#held === undefined) return;
    try {
      await this.#put({ isFree: true });
    } catch (err) {
      this.#options.events.ownerNotRenewed({ err });
    }
  }

  /** Never rejects. */
  async #renew(): Promise<void> {
    const { clock, leaseMs, events } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await clock.sleep(leaseMs / RENEWALS, signal);
        if (await this.#put({})) continue;
        this.#held = undefined;
        this.#lost.resolve();
        return;
      } catch (err) {
        if (!signal.aborted) events.ownerNotRenewed({ err });
      }
    }
  }

  /** False: somebody else's by now. */
  async #put(more: Pick<OwnerDocument, 'isFree'>): Promise<boolean> {
    if (this.#held === undefined) return false;
    const { documents, instance } = this.#options;
    const { epoch, version } = this.#held;
    const doc = { epoch, instance, address: this.#address, ...more };
    const put = await documents.put({ id: EPOCH_ID, doc, expectedVersion: version });
    if (put.type === 'stored') this.#held = { epoch, version: put.version };
    else if (put.type === 'conflict' && put.current?.doc.epoch === epoch) {
      // Our own write, whose answer was lost.
      this.#held = { epoch, version: put.current.version };
    } else return false;
    return true;
  }
}

import type { Bus, Position } from '@firstring/bus';
import { AppError, type Clock } from '@firstring/kernel';
import type { SchedulerEvents } from '../events.ts';
import type { SnapshotFolder } from '../store/snapshot-folder.ts';
import type { Orders } from './orders.ts';
import type { SchedulerStatus } from './scheduler-deps.ts';
import { checkHead, SnapshotLoader, snapshotFrames, type LoadedSnapshot } from './snapshot-frames.ts';

export interface SnapshotsOptions {
  readonly folder: SnapshotFolder;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly events: SchedulerEvents;
  readonly orders: Orders;
  readonly status: SchedulerStatus;
  readonly leadsMax: number;
  readonly intervalMs: number;
  /** Topics without which an order cannot be led on from a snapshot. */
  readonly topics: readonly string[];
}

/** The orders of all processes on disk: read at the start, written every few minutes and at the end. */
export class Snapshots implements AsyncDisposable {
  readonly #options: SnapshotsOptions;
  readonly #stopping = new AbortController();
  #positions: (() => readonly Position[]) | undefined;
  #writing: Promise<void> = Promise.resolve();
  #number = 0;
  #written = '';

  constructor(options: SnapshotsOptions) {
    this.#options = options;
  }

  /** The newest that can be gone on from, of an epoch below this one; undefined when there is none. */
  async load(epoch: number): Promise<LoadedSnapshot | undefined> {
    const { folder, bus, events, topics, clock, leadsMax } = this.#options;
    const startedMs = clock.monotonicMs();
    for (const name of await folder.list()) {
      try {
        const bounds = await bus.bounds(topics);
        const loader = new SnapshotLoader(leadsMax, (head) => checkHead(head, epoch, bounds));
        await folder.read(name, (frame) => loader.take(frame));
        const loaded = loader.loaded();
        const leads = [...loaded.orders.values()].reduce((sum, { size }) => sum + size, 0);
        const tookMs = Math.round(clock.monotonicMs() - startedMs);
        events.snapshotRead({ name, leads, ageMs: clock.now() - loaded.writtenAt, tookMs });
        return loaded;
      } catch (err) {
        events.snapshotRefused({ name, reason: err instanceof AppError ? err.reason : 'INTERNAL', err });
      }
    }
    return undefined;
  }

  /** From now on one is written every so often, and at the end. `positions`: how far the log was read. */
  start(positions: () => readonly Position[]): void {
    this.#positions = positions;
    const { clock, intervalMs } = this.#options;
    const { signal } = this.#stopping;
    const run = async (): Promise<void> => {
      while (!signal.aborted) {
        await clock.sleep(intervalMs, signal);
        await this.#write(signal);
      }
    };
    this.#writing = run().catch((err: unknown) => {
      if (!signal.aborted) this.#options.events.workFailed({ work: 'snapshots', err });
    });
  }

  /** Once nothing changes the order any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#writing;
    await this.#write(new AbortController().signal);
  }

  async #write(signal: AbortSignal): Promise<void> {
    const { folder, clock, events, orders, status, topics } = this.#options;
    // What another scheduler has taken over is not this one's to keep.
    if (this.#positions === undefined || status.phase !== 'serving') return;
    const positions = this.#positions().filter(({ topic }) => topics.includes(topic));
    const text = positions.map(({ topic, partition, offset }) => `${topic}/${partition}/${offset}`).join();
    if (text === this.#written) return;
    const head = { epoch: status.epoch, writtenAt: clock.now(), positions };
    const startedMs = clock.monotonicMs();
    this.#number += 1;
    try {
      const of = { epoch: status.epoch, number: this.#number };
      const { name, bytes } = await folder.write(of, snapshotFrames(head, orders.all()), signal);
      this.#written = text;
      events.snapshotWritten({ name, bytes, tookMs: Math.round(clock.monotonicMs() - startedMs) });
    } catch (err) {
      if (!signal.aborted) events.snapshotNotWritten({ err });
    }
  }
}

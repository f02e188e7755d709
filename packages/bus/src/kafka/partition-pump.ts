import { type DeliveryDeps, buryMessage, deliverBatch, type Recipient } from '../delivery.ts';
import type { BusMessage, Position } from '../port.ts';
import type { PartitionRecords } from './driver.ts';
import { fromRecord, type Received } from './record.ts';

/** More than this waits in Kafka, not here. */
const QUEUE_MESSAGES_MAX = 1000;
const QUEUE_BYTES_MAX = 1_048_576;
/** How often a partition that stands still says so. */
const BLOCKED_LOG_MS = 30_000;

export interface PumpOptions {
  readonly topic: string;
  readonly partition: number;
  readonly recipient: Omit<Recipient, 'stop'>;
  readonly maxBatch: number;
  /** Everything before it is done. */
  readonly onDone: (position: Position) => void;
  /** There is room again. */
  readonly onRoom: () => void;
}

/**
 * Carries one partition's messages to the handler, one batch at a time, from a bounded queue: so no partition waits for another, and
 * the client's own loop is never held up by a handler.
 */
export class PartitionPump {
  readonly #deps: DeliveryDeps;
  readonly #options: PumpOptions;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #queue: Received[] = [];
  #bytes = 0;
  #inHand = 0;
  #next: bigint | undefined;
  #wake: (() => void) | undefined;
  #paused = false;

  constructor(deps: DeliveryDeps, options: PumpOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#running = this.#run();
  }

  /** Takes in what follows; what it has had already, which comes again after a rebalance, it leaves out. True when it is full. */
  offer({ records }: PartitionRecords): boolean {
    for (const record of records) {
      if (this.#next !== undefined && record.offset < this.#next) continue;
      this.#next = record.offset + 1n;
      const received = fromRecord(record, this.#options);
      this.#queue.push(received);
      this.#bytes += received.message.payload.byteLength;
    }
    this.#wake?.();
    this.#paused = this.#queue.length > QUEUE_MESSAGES_MAX || this.#bytes > QUEUE_BYTES_MAX;
    return this.#paused;
  }

  /** The group was dealt anew: what waits comes again, from where the group stands, unless somebody else has done it meanwhile. */
  rewind(): void {
    const forgotten = this.#queue.splice(this.#inHand);
    for (const { message } of forgotten) this.#bytes -= message.payload.byteLength;
    this.#next = forgotten[0]?.message.offset ?? this.#next;
    this.#paused = false;
  }

  /** Resolves when the batch in hand is done. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#wake?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { topic, partition, maxBatch, onDone } = this.#options;
    const recipient = { ...this.#options.recipient, stop: this.#stop.signal };
    while (!this.#stop.signal.aborted) {
      const [first] = this.#queue;
      if (first === undefined) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        continue;
      }
      if (first.blocked !== undefined) return this.#standStill(first.blocked);
      const batch = this.#nextBatch(maxBatch);
      const last = batch.at(-1) ?? first;
      this.#inHand = batch.length;
      if (!(await this.#deliver(recipient, batch))) return;
      this.#queue.splice(0, batch.length);
      this.#inHand = 0;
      for (const { message } of batch) this.#bytes -= message.payload.byteLength;
      onDone({ topic, partition, offset: last.message.offset + 1n });
      this.#makeRoom();
    }
  }

  #nextBatch(maxBatch: number): readonly Received[] {
    const batch = this.#queue.slice(0, maxBatch);
    const blocked = batch.findIndex((received) => received.blocked !== undefined);
    return blocked < 0 ? batch : batch.slice(0, blocked);
  }

  /** What is behind waits for a process that can read it, or for an operator: its group begins there again. */
  async #standStill(why: string): Promise<void> {
    const { topic, partition, recipient } = this.#options;
    const { clock, log } = this.#deps;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      log.error({ group: recipient.group, topic, partition, why }, 'partition stands still');
      await clock.sleep(BLOCKED_LOG_MS, signal).catch(() => log.debug({ topic, partition }, 'pump stopped'));
    }
  }

  /** What has a flaw goes aside by itself, the rest in runs between. */
  async #deliver(recipient: Recipient, batch: readonly Received[]): Promise<boolean> {
    let run: BusMessage[] = [];
    for (const { message, flaw } of batch) {
      if (flaw === undefined) {
        run.push(message);
        continue;
      }
      if (run.length > 0 && !(await deliverBatch(this.#deps, recipient, run))) return false;
      run = [];
      const letter = { reason: 'POISON_MESSAGE', error: flaw, attempts: 0 };
      if (!(await buryMessage(this.#deps, recipient, { message, letter }))) return false;
    }
    return run.length === 0 || deliverBatch(this.#deps, recipient, run);
  }

  #makeRoom(): void {
    if (!this.#paused || this.#queue.length > QUEUE_MESSAGES_MAX / 2 || this.#bytes > QUEUE_BYTES_MAX / 2)
      return;
    this.#paused = false;
    this.#options.onRoom();
  }
}

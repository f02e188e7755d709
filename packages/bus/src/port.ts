/**
 * The bus seam (rules 1 and 3 of ARCHITECTURE.md): a durable partitioned log with consumer groups, as Kafka is.
 * At least once, in order per key, offsets committed after the effect. `busContract` runs on every adapter.
 *
 * Failures are thrown as AppError: `BUS_BUSY` (too much in flight, retry later), `BUS_UNAVAILABLE` (retry later,
 * outcome unknown), `BUS_REQUEST_INVALID` (unknown topic or a limit, never retry).
 */

/** One topic of the catalogue. Nothing is created by publishing: unknown topics are refused. */
export interface TopicSpec {
  /** `<domain>.<entity>.<stream>.v<major>` */
  readonly name: string;
  /** Fixed for the life of the topic: the partition of a key depends on it. */
  readonly partitions: number;
  readonly retention:
    | { readonly type: 'time'; readonly ms: number }
    /** Keeps (at least) the last message of each key, for ever. */
    | { readonly type: 'compacted' };
}

/** What a publisher hands over; an `OutboxEvent` of the store is one. */
export interface OutboundMessage {
  /** Dedup key of the consumers (`ce_id`). */
  readonly id: string;
  readonly topic: string;
  /** Messages of one key are delivered in the order they were published. */
  readonly key: string;
  /** Chooses the partition where it differs from `key`; a key must then always come with the same one. */
  readonly partitionKey?: string;
  /** Past tense, `LeadAccepted` (`ce_type`). */
  readonly type: string;
  /** Protobuf bytes, at most PAYLOAD_BYTES_MAX. */
  readonly payload: Uint8Array;
  /** ms since the epoch (`ce_time`). */
  readonly occurredAt: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface BusMessage {
  readonly topic: string;
  readonly partition: number;
  /** Rises within the partition, with gaps where the log was compacted. */
  readonly offset: bigint;
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly payload: Uint8Array;
  readonly occurredAt: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** The next offset to read of one partition. */
export interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

export interface DeliveryContext {
  /** Aborted when the watchdog has given up on this delivery: its effects should stop here. Closing does not abort. */
  readonly signal: AbortSignal;
  /** 1 at the first delivery of this batch, then 2, 3; a redelivery after a crash starts at 1 again. */
  readonly attempt: number;
}

/**
 * Handles messages of one partition, in order. When it resolves they count as done.
 *
 * When it throws: a batch is delivered in halves until what is at fault stands alone; a single message is tried three times
 * with back-off and then goes to the dead letter topic with its reason, and the partition goes on. A PoisonMessage, or an
 * AppError that blames the request (`invalid_argument`, `not_found`, `failed_precondition` …) with `retry: 'never'`, goes
 * there at once; so does a message whose handler hangs past the watchdog. An AppError with `retry: 'later'` says that something the
 * handler needs is down: no message's fault, so the partition waits and tries again until it is up.
 */
export type BatchHandler = (batch: readonly BusMessage[], context: DeliveryContext) => Promise<void>;

export interface SubscribeOptions {
  /** `<service>.<purpose>`. Each group sees every message; members of one group share the partitions. */
  readonly group: string;
  readonly topics: readonly string[];
  readonly handler: BatchHandler;
  /** Where a group without a committed offset starts. Default `beginning`: nothing is missed while a service first starts. */
  readonly from?: 'beginning' | 'end';
  /** Default 100, at most BATCH_MESSAGES_MAX. */
  readonly maxBatch?: number;
  /** A handler that takes longer is given up. Default 10 000 ms. */
  readonly watchdogMs?: number;
}

/** Disposing waits for the batches in hand (bounded by the watchdog), commits, and leaves the group. */
export interface Subscription extends AsyncDisposable {
  readonly group: string;
}

export interface TailOptions {
  readonly topics: readonly string[];
  /** Partitions not listed start at the beginning; an offset that retention has passed starts at the oldest kept. */
  readonly from: 'beginning' | 'end' | readonly Position[];
  /** One partition's messages in order; called for one batch at a time over all partitions. */
  readonly handler: (batch: readonly BusMessage[]) => Promise<void>;
  /** Ends the tail. */
  readonly signal: AbortSignal;
  readonly maxBatch?: number;
}

/** A reader without a group and without commits: read models and rebuilds that keep their own positions. */
export interface Tail {
  /** Resolves once every message that was there when the tail started has been handled; rejects if the tail failed first. */
  readonly caughtUp: Promise<void>;
  /** Resolves when the signal has ended the tail and the batch in hand is done; rejects with what the handler threw. */
  readonly closed: Promise<void>;
}

export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  /** Next offset the group will read. */
  readonly committed: bigint;
  /** Offset the next published message will get. */
  readonly end: bigint;
}

/** What a partition holds now. */
export interface PartitionBounds {
  readonly topic: string;
  readonly partition: number;
  /** The oldest offset that is kept; `end` when nothing is. Below it, retention has dropped messages, or there never were any. */
  readonly first: bigint;
  /** Offset the next published message will get. */
  readonly end: bigint;
}

export interface Bus extends AsyncDisposable {
  /** Durable when resolved. At most BATCH_MESSAGES_MAX messages; after an error some of them may be in the log. */
  publish(batch: readonly OutboundMessage[]): Promise<void>;
  subscribe(options: SubscribeOptions): Promise<Subscription>;
  tail(options: TailOptions): Tail;
  /** Committed and end offsets of the partitions the group has read. */
  lag(group: string): Promise<readonly PartitionLag[]>;
  /** Every partition of these topics: what a reader with positions of its own can still read. */
  bounds(topics: readonly string[]): Promise<readonly PartitionBounds[]>;
}

/** A handler throws this for a message that no retry can help: it is dead-lettered at once. */
export class PoisonMessage extends Error {
  override readonly name = 'PoisonMessage';
}

/**
 * Where a group's dead letters go: the message as it was, with the headers `dlq-reason`, `dlq-error`, `dlq-partition`,
 * `dlq-offset` and `dlq-attempts`. Made when the group subscribes; read it with `tail`.
 */
export function deadLetterTopic(topic: string, group: string): string {
  return `${topic}.dlq.${group}`;
}

export const PAYLOAD_BYTES_MAX = 262_144;
export const BATCH_MESSAGES_MAX = 1000;

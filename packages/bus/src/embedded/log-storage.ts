import type { BusMessage, OutboundMessage, Position, TopicSpec } from '../port.ts';

/** Messages on their way into a partition, in their order. */
export interface LogPart {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly OutboundMessage[];
}

export interface PartitionEnd {
  readonly topic: string;
  readonly partition: number;
  /** Offset the next record will get. */
  readonly end: bigint;
}

export interface ReadRequest {
  readonly topic: string;
  readonly partition: number;
  /** First offset wanted; the next one that is kept when it is gone. */
  readonly from: bigint;
  readonly limit: number;
}

/** Where an embedded bus keeps its log. Everything else (groups, delivery, waking) is the same on every medium. */
export interface LogStorage extends AsyncDisposable {
  /** Makes the topics that are missing; throws when a topic's partition count differs. Returns every partition stored. */
  declare(topics: readonly TopicSpec[]): Promise<readonly PartitionEnd[]>;
  /**
   * The offset of each part's first message; the others follow it. All parts or none, durable when resolved; calls take effect in the order
   * they were made.
   */
  append(parts: readonly LogPart[], nowAt: number): Promise<readonly bigint[]>;
  /** May return fewer than asked for (bytes are bounded); empty only when there is nothing from this offset on. */
  read(request: ReadRequest): Promise<readonly BusMessage[]>;
  committed(group: string): Promise<readonly Position[]>;
  /** May be lost in a crash of the machine: the messages then come again. */
  commit(group: string, positions: readonly Position[]): Promise<void>;
  /** Drops what retention has passed, a bounded number; true when there is more to drop. */
  sweep(nowAt: number): Promise<boolean>;
}

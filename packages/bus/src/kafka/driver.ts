import type { PartitionBounds, Position } from '../port.ts';

/**
 * What the bus needs of a Kafka client, in Kafka's own terms. Names are those on the wire; failures are thrown as the client throws
 * them, and the bus makes one of its own of them.
 */
export interface KafkaDriver extends AsyncDisposable {
  /** The partition count of every topic that this login can see. */
  partitionCounts(): Promise<ReadonlyMap<string, number>>;
  /** Makes topics; one that is there already is left as it is. */
  createTopics(topics: readonly NewTopic[]): Promise<void>;
  bounds(topics: readonly string[]): Promise<readonly PartitionBounds[]>;
  /** What a group has committed; empty for one that never did. */
  committed(group: string): Promise<readonly Position[]>;
  /** Writes where a group begins that has no members yet; false when it has. */
  begin(group: string, positions: readonly Position[]): Promise<boolean>;
  /** Durable on all replicas in sync when resolved. After an error some records may be in the log. */
  send(records: readonly OutboundRecord[]): Promise<void>;
  /** A connection of its own for reading without a group. */
  openReader(topics: readonly string[]): Promise<PartitionReader>;
  /** Resolves with the first assignment. From then on it stays a member, whatever happens to the connection. */
  join(options: JoinOptions): Promise<GroupMember>;
}

export interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replication: number;
  readonly config: Readonly<Record<string, string>>;
}

export interface OutboundRecord {
  readonly topic: string;
  readonly partition: number;
  readonly key: string;
  readonly value: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

export type HeaderValue = Uint8Array | string;

export interface InboundRecord {
  readonly offset: bigint;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: Readonly<Record<string, HeaderValue | readonly HeaderValue[] | undefined>>;
  /** ms since the epoch, by the broker's clock. */
  readonly timestamp: number;
}

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export interface PartitionRecords extends TopicPartition {
  readonly records: readonly InboundRecord[];
  /** Where to read on: past what is no record, too (a transaction's end, what compaction left of a batch). Absent: nothing was read. */
  readonly next?: bigint | undefined;
}

export interface PartitionReader extends AsyncDisposable {
  /** These partitions, in groups that one broker leads. */
  byLeader(partitions: readonly TopicPartition[]): Promise<readonly (readonly TopicPartition[])[]>;
  /**
   * What there is from these positions on, all of one leader; waits `waitMs` when there is nothing. Records before a position may be
   * among it. Throws OffsetOutOfRange for a position that the log does not have.
   */
  fetch(positions: readonly Position[], waitMs: number): Promise<readonly PartitionRecords[]>;
}

/** A position below the oldest record or beyond the end. */
export class OffsetOutOfRange extends Error {
  override readonly name = 'OffsetOutOfRange';
}

export interface JoinOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /** Where partitions begin that the group has never committed. */
  readonly from: 'beginning' | 'end';
  /** Each time the group has dealt the partitions anew: these are all that are ours. */
  readonly onAssigned: (partitions: readonly TopicPartition[]) => void;
  /** In order of offset within a partition; after an assignment from the committed offset on. True asks to pause the partition. */
  readonly onRecords: (batch: PartitionRecords) => boolean;
}

/** Disposing leaves the group, so that the others take over at once. */
export interface GroupMember extends AsyncDisposable {
  commit(positions: readonly Position[]): Promise<void>;
  resume(partition: TopicPartition): void;
}

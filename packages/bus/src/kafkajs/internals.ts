import { createRequire } from 'node:module';
import type { Kafka } from 'kafkajs';
import { readableRecords } from '../kafka/readable-records.ts';
import { HEADERS_MAX } from '../kafka/record.ts';

/**
 * The places where this package reaches behind kafkajs' public face. All hold for this version alone, which package.json pins;
 * another version is refused when the module loads, so that an upgrade is looked at.
 */
const VERSION = '2.2.4';

const require = createRequire(import.meta.url);
// Untyped: kafkajs has types for its public face only. Each shape below is the part of it that is used.
const { version } = require('kafkajs/package.json') as { version: string };
if (version !== VERSION) throw new Error(`kafkajs ${version}: what is patched here is ${VERSION}`);

interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
  throttleCheckTimeoutId: unknown;
  scheduleCheckPendingRequests(): void;
}

/** Once: an idle connection otherwise sets a timer with a negative delay over and over, a turn of the loop each millisecond. */
export function calmIdleConnections(): void {
  const { prototype } = require('kafkajs/src/network/requestQueue/index.js') as { prototype: RequestQueue };
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    // Nothing waits: the next request that has to will ask for a check itself.
    if (this.pending.length > 0) schedule.call(this);
  };
}

interface Decoder {
  readonly offset: number;
  readBytes(byteLength?: number): Buffer | null;
  readVarIntArray<Item>(read: (decoder: Decoder) => Item): Item[];
}

/** Once: the headers of a record are made an object in time that grows with the square of their number; ten thousand stop a process for minutes. */
export function readFewHeaders(): void {
  const { prototype } = require('kafkajs/src/protocol/decoder.js') as { prototype: Decoder };
  const readAll = prototype.readVarIntArray;
  prototype.readVarIntArray = function <Item>(this: Decoder, read: (decoder: Decoder) => Item): Item[] {
    return readAll.call(this, read).slice(0, HEADERS_MAX) as Item[]; // a slice of what it reads, which the untyped call has lost
  };
}

/** Where a whole answer begins, behind its own length. */
const ANSWER_AT = 4;

/** Once: what a broker sends of a partition is made readable before it is decoded; only that, and a whole answer, are read by a given length. */
export function readUnreadable(): void {
  const { prototype } = require('kafkajs/src/protocol/decoder.js') as { prototype: Decoder };
  const read = prototype.readBytes;
  prototype.readBytes = function (this: Decoder, byteLength?: number): Buffer | null {
    const isOfPartition = byteLength !== undefined && this.offset > ANSWER_AT;
    const bytes = byteLength === undefined ? read.call(this) : read.call(this, byteLength);
    return isOfPartition && bytes !== null ? readableRecords(bytes) : bytes;
  };
}

export interface FetchTopic {
  readonly topic: string;
  readonly partitions: readonly {
    readonly partition: number;
    readonly fetchOffset: string;
    readonly maxBytes: number;
    readonly currentLeaderEpoch: number;
  }[];
}

export interface RawMessage {
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly timestamp: string;
  readonly headers?: Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;
  readonly isControlRecord?: boolean;
}

export interface FetchedPartition {
  readonly partition: number;
  readonly messages: readonly RawMessage[];
  readonly abortedTransactions: readonly unknown[];
}

/** Without what a transaction took back, and without the marks at its end. */
export function committedMessages(of: FetchedPartition): readonly RawMessage[] {
  const filter = require('kafkajs/src/consumer/filterAbortedMessages.js') as (
    of: Pick<FetchedPartition, 'messages' | 'abortedTransactions'>,
  ) => readonly RawMessage[];
  return filter(of).filter(({ isControlRecord }) => isControlRecord !== true);
}

export interface Broker {
  fetch(request: {
    readonly isolationLevel: number;
    readonly maxWaitTime: number;
    readonly minBytes: number;
    readonly maxBytes: number;
    readonly topics: readonly FetchTopic[];
  }): Promise<{
    readonly responses: readonly {
      readonly topicName: string;
      readonly partitions: readonly FetchedPartition[];
    }[];
  }>;
  offsetCommit(request: {
    readonly groupId: string;
    readonly groupGenerationId: number;
    readonly memberId: string;
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
    }[];
  }): Promise<unknown>;
}

/** What kafkajs' own consumer reads with, for reading without a group. */
export interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>;
  refreshMetadata(): Promise<void>;
  findBroker(of: { nodeId: string }): Promise<Broker>;
  findGroupCoordinator(of: { groupId: string }): Promise<Broker>;
  fetchTopicsOffset(
    of: readonly { topic: string; fromBeginning: boolean; partitions: readonly { partition: number }[] }[],
  ): Promise<
    readonly {
      readonly topic: string;
      readonly partitions: readonly { partition: number; offset: string }[];
    }[]
  >;
  findTopicPartitionMetadata(topic: string): readonly { readonly partitionId: number }[];
  /** Partitions by the node that leads them. */
  findLeaderForPartitions(
    topic: string,
    partitions: readonly number[],
  ): Readonly<Record<string, readonly number[]>>;
}

const METADATA_AGE_MS_MAX = 300_000;

/** A connection pool with the settings of a client, made as its producers and consumers make theirs. */
export function openCluster(kafka: Kafka): Cluster {
  const create = Object.getOwnPropertySymbols(kafka).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  );
  if (create === undefined) throw new Error(`kafkajs ${VERSION} without its cluster`);
  // Reached by its symbol, which the public type does not show.
  const factory = (kafka as unknown as Record<symbol, (options: object) => Cluster>)[create];
  if (factory === undefined) throw new Error(`kafkajs ${VERSION} without its cluster`);
  return factory({ metadataMaxAge: METADATA_AGE_MS_MAX, allowAutoTopicCreation: false });
}

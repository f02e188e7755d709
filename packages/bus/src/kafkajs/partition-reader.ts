import type { Kafka } from 'kafkajs';
import {
  OffsetOutOfRange,
  type PartitionReader,
  type PartitionRecords,
  type TopicPartition,
} from '../kafka/driver.ts';
import type { Position } from '../port.ts';
import { toInbound } from './inbound.ts';
import {
  type Cluster,
  committedMessages,
  type FetchTopic,
  openCluster,
  type RawMessage,
} from './internals.ts';

const READ_COMMITTED = 1;
const FETCH_BYTES_MAX = 8 * 1_048_576;
const FETCH_BYTES_MAX_PER_PARTITION = 524_288;

export async function openPartitionReader(kafka: Kafka, topics: readonly string[]): Promise<PartitionReader> {
  const cluster = openCluster(kafka);
  const reader = new KafkajsReader(cluster);
  try {
    await cluster.connect();
    await cluster.addMultipleTargetTopics(topics);
    return reader;
  } catch (err) {
    await reader[Symbol.asyncDispose]();
    throw err;
  }
}

class KafkajsReader implements PartitionReader {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  async byLeader(partitions: readonly TopicPartition[]): Promise<readonly (readonly TopicPartition[])[]> {
    await this.#cluster.refreshMetadata();
    return [...Map.groupBy(partitions, (of) => this.#leaderOf(of)).values()];
  }

  async fetch(positions: readonly Position[], waitMs: number): Promise<readonly PartitionRecords[]> {
    const [first] = positions;
    if (first === undefined) return [];
    try {
      const broker = await this.#cluster.findBroker({ nodeId: this.#leaderOf(first) });
      const { responses } = await broker.fetch({
        isolationLevel: READ_COMMITTED,
        maxWaitTime: waitMs,
        minBytes: 1,
        maxBytes: FETCH_BYTES_MAX,
        topics: toTopics(positions),
      });
      return responses.flatMap(({ topicName: topic, partitions }) =>
        partitions.map((of) => ({
          topic,
          partition: of.partition,
          records: committedMessages(of).map(toInbound),
          next: nextOf(of.messages),
        })),
      );
    } catch (err) {
      if (err instanceof Error && err.name === 'KafkaJSOffsetOutOfRange')
        throw new OffsetOutOfRange(err.message);
      throw err;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cluster.disconnect();
  }

  #leaderOf({ topic, partition }: TopicPartition): string {
    const [leader] = Object.keys(this.#cluster.findLeaderForPartitions(topic, [partition]));
    if (leader === undefined) throw new Error(`${topic}/${partition} has no leader`);
    return leader;
  }
}

function nextOf(messages: readonly RawMessage[]): bigint | undefined {
  const last = messages.at(-1);
  return last === undefined ? undefined : BigInt(last.offset) + 1n;
}

function toTopics(positions: readonly Position[]): readonly FetchTopic[] {
  return [...Map.groupBy(positions, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
    topic,
    partitions: ofTopic.map(({ partition, offset }) => ({
      partition,
      fetchOffset: String(offset),
      maxBytes: FETCH_BYTES_MAX_PER_PARTITION,
      currentLeaderEpoch: -1,
    })),
  }));
}

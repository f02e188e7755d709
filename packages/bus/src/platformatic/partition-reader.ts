import { Consumer } from '@platformatic/kafka';
import type { KafkaConnection } from '../kafka/connection.ts';
import type { PartitionReader, PartitionRecords, TopicPartition } from '../kafka/driver.ts';
import type { Position } from '../port.ts';
import { clientOptions } from './client-options.ts';
import { fetchPartitions, leadersOf } from './fetch-partitions.ts';

/** Never joined: the library wants a name all the same. */
const NO_GROUP = 'firstring-reader';

export async function openPartitionReader(
  connection: KafkaConnection,
  topics: readonly string[],
): Promise<PartitionReader> {
  const consumer = new Consumer({ ...clientOptions(connection), groupId: NO_GROUP });
  consumer.topics.trackAll(...topics);
  consumer.on('error', (err: unknown) => connection.log.warn({ err }, 'kafka client reports'));
  return new PlatformaticReader(consumer);
}

class PlatformaticReader implements PartitionReader {
  readonly #consumer: Consumer;
  #leaders: ReadonlyMap<string, number> = new Map();

  constructor(consumer: Consumer) {
    this.#consumer = consumer;
  }

  async byLeader(partitions: readonly TopicPartition[]): Promise<readonly (readonly TopicPartition[])[]> {
    const leaders = await leadersOf(this.#consumer, partitions, { afresh: true });
    this.#leaders = new Map(
      [...leaders].map(([{ topic, partition }, node]) => [`${topic}/${partition}`, node]),
    );
    return [...Map.groupBy(partitions, (of) => leaders.get(of)).values()];
  }

  async fetch(positions: readonly Position[], waitMs: number): Promise<readonly PartitionRecords[]> {
    const [first] = positions;
    const node = first === undefined ? undefined : this.#leaders.get(`${first.topic}/${first.partition}`);
    return node === undefined ? [] : fetchPartitions(this.#consumer, positions, { node, waitMs });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#consumer.close(true);
  }
}

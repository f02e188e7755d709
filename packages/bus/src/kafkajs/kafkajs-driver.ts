import type { Admin, Kafka } from 'kafkajs';
import { brokerUnreachable, type KafkaConnection, loginRefused } from '../kafka/connection.ts';
import type {
  GroupMember,
  JoinOptions,
  KafkaDriver,
  NewTopic,
  OutboundRecord,
  PartitionReader,
} from '../kafka/driver.ts';
import { patiently } from '../kafka/patience.ts';
import type { PartitionBounds, Position } from '../port.ts';
import { createClient } from './client.ts';
import { joinGroup } from './group-member.ts';
import { IdempotentProducer } from './idempotent-producer.ts';
import { type Cluster, openCluster } from './internals.ts';
import { openPartitionReader } from './partition-reader.ts';

/** Connected when resolved. */
export async function openKafkajsDriver(connection: KafkaConnection): Promise<KafkaDriver> {
  const driver = new KafkajsDriver(connection);
  try {
    await driver.connect();
    return driver;
  } catch (err) {
    await driver[Symbol.asyncDispose]();
    throw isLoginRefused(err) ? loginRefused(connection, err) : brokerUnreachable(connection, err);
  }
}

class KafkajsDriver implements KafkaDriver {
  readonly #connection: KafkaConnection;
  readonly #kafka: Kafka;
  readonly #admin: Admin;
  /** For what the admin client cannot. */
  readonly #cluster: Cluster;
  readonly #producer: IdempotentProducer;

  constructor(connection: KafkaConnection) {
    this.#connection = connection;
    this.#kafka = createClient(connection);
    this.#admin = this.#kafka.admin();
    this.#cluster = openCluster(this.#kafka);
    this.#producer = new IdempotentProducer(this.#kafka);
  }

  async connect(): Promise<void> {
    await this.#admin.connect();
    await this.#cluster.connect();
    // A listener that wants a login hangs up only at the first request.
    await this.partitionCounts();
  }

  async partitionCounts(): Promise<ReadonlyMap<string, number>> {
    const { topics } = await this.#patiently(() => this.#admin.fetchTopicMetadata());
    return new Map(topics.map(({ name, partitions }) => [name, partitions.length]));
  }

  async createTopics(topics: readonly NewTopic[]): Promise<void> {
    await this.#admin.createTopics({
      // Who made them waits until they can be read, longer than the library does.
      waitForLeaders: false,
      timeout: 20_000,
      topics: topics.map(({ name, partitions, replication, config }) => ({
        topic: name,
        numPartitions: partitions,
        replicationFactor: replication,
        configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
      })),
    });
  }

  bounds(topics: readonly string[]): Promise<readonly PartitionBounds[]> {
    return this.#patiently(async () => {
      await this.#cluster.addMultipleTargetTopics(topics);
      const [first, end] = await Promise.all([this.#offsets(topics, true), this.#offsets(topics, false)]);
      return topics.flatMap((topic) =>
        this.#partitionsOf(topic).map((partition) => {
          const key = `${topic}/${partition}`;
          return { topic, partition, first: first.get(key) ?? 0n, end: end.get(key) ?? 0n };
        }),
      );
    });
  }

  async committed(group: string): Promise<readonly Position[]> {
    const topics = await this.#patiently(() => this.#admin.fetchOffsets({ groupId: group }));
    return topics.flatMap(({ topic, partitions }) =>
      partitions
        .filter(({ offset }) => BigInt(offset) >= 0n)
        .map(({ partition, offset }) => ({ topic, partition, offset: BigInt(offset) })),
    );
  }

  async begin(group: string, positions: readonly Position[]): Promise<boolean> {
    const topics = [...Map.groupBy(positions, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
      topic,
      partitions: ofTopic.map(({ partition, offset }) => ({ partition, offset: String(offset) })),
    }));
    try {
      await this.#patiently(async () => {
        const coordinator = await this.#cluster.findGroupCoordinator({ groupId: group });
        await coordinator.offsetCommit({ groupId: group, groupGenerationId: -1, memberId: '', topics });
      });
      return true;
    } catch (err) {
      // The broker's way of saying that the group has members.
      if (err instanceof Error && 'type' in err && err.type === 'UNKNOWN_MEMBER_ID') return false;
      throw err;
    }
  }

  send(records: readonly OutboundRecord[]): Promise<void> {
    return this.#producer.send(records);
  }

  openReader(topics: readonly string[]): Promise<PartitionReader> {
    return openPartitionReader(this.#kafka, topics);
  }

  join(options: JoinOptions): Promise<GroupMember> {
    return joinGroup(this.#kafka, this.#connection, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#producer[Symbol.asyncDispose]();
    await Promise.allSettled([this.#admin.disconnect(), this.#cluster.disconnect()]);
  }

  async #offsets(topics: readonly string[], fromBeginning: boolean): Promise<ReadonlyMap<string, bigint>> {
    const answer = await this.#cluster.fetchTopicsOffset(
      topics.map((topic) => ({
        topic,
        fromBeginning,
        partitions: this.#partitionsOf(topic).map((partition) => ({ partition })),
      })),
    );
    const offsets = answer.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }) => [`${topic}/${partition}`, BigInt(offset)] as const),
    );
    return new Map(offsets);
  }

  #partitionsOf(topic: string): readonly number[] {
    const partitions = this.#cluster.findTopicPartitionMetadata(topic);
    return partitions.map(({ partitionId }) => partitionId).toSorted((left, right) => left - right);
  }

  #patiently<Value>(work: () => Promise<Value>): Promise<Value> {
    let tried = false;
    const afresh = async (): Promise<Value> => {
      if (tried) await this.#cluster.refreshMetadata();
      tried = true;
      return work();
    };
    return patiently(this.#connection.clock, afresh, isRetriable);
  }
}

function isRetriable(err: unknown): boolean {
  return err instanceof Error && 'retriable' in err && err.retriable === true;
}

function isLoginRefused(err: unknown): boolean {
  if (!(err instanceof Error)) return false;
  return err.name === 'KafkaJSSASLAuthenticationError' || isLoginRefused(err.cause);
}

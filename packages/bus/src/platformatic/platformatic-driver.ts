import { Admin, type BaseOptions, findErrorBy, ProduceAcks, Producer } from '@platformatic/kafka';
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
import { clientOptions } from './client-options.ts';
import { joinGroup } from './group-member.ts';
import { openPartitionReader } from './partition-reader.ts';

const EARLIEST = -2n;
const LATEST = -1n;

/** Connected when resolved. */
export async function openPlatformaticDriver(connection: KafkaConnection): Promise<KafkaDriver> {
  const driver = new PlatformaticDriver(connection);
  try {
    await driver.partitionCounts();
    return driver;
  } catch (err) {
    await driver[Symbol.asyncDispose]();
    const refused = err instanceof Error && findErrorBy(err, 'code', 'PLT_KFK_AUTHENTICATION') !== null;
    throw refused ? loginRefused(connection, err) : brokerUnreachable(connection, err);
  }
}

class PlatformaticDriver implements KafkaDriver {
  readonly #connection: KafkaConnection;
  readonly #admin: Admin;
  readonly #producer: Producer<string, Buffer, string, string>;

  constructor(connection: KafkaConnection) {
    const options: BaseOptions = clientOptions(connection);
    this.#connection = connection;
    this.#admin = new Admin(options);
    this.#producer = new Producer({
      ...options,
      idempotent: true,
      acks: ProduceAcks.ALL,
      serializers: {
        key: (key) => (key === undefined ? undefined : Buffer.from(key)),
        value: (value) => value,
        headerKey: (name) => (name === undefined ? undefined : Buffer.from(name)),
        headerValue: (text) => (text === undefined ? undefined : Buffer.from(text)),
      },
    });
    for (const client of [this.#admin, this.#producer]) {
      client.on('error', (err: unknown) => connection.log.warn({ err }, 'kafka client reports'));
    }
  }

  async partitionCounts(): Promise<ReadonlyMap<string, number>> {
    const topics = await this.#patiently(() => this.#admin.listTopics());
    if (topics.length === 0) return new Map();
    const metadata = await this.#patiently(() => this.#admin.metadata({ topics, forceUpdate: true }));
    return new Map([...metadata.topics].map(([name, { partitionsCount }]) => [name, partitionsCount]));
  }

  async createTopics(topics: readonly NewTopic[]): Promise<void> {
    const alike = Map.groupBy(topics, ({ config }) => JSON.stringify(config));
    for (const [config, ofConfig] of alike) {
      await this.#admin.createTopics({
        topics: ofConfig.map(({ name, partitions, replication }) => ({
          topic: name,
          partitions,
          replicas: replication,
        })),
        configs: Object.entries<string>(JSON.parse(config)).map(([name, value]) => ({ name, value })),
      });
    }
  }

  bounds(topics: readonly string[]): Promise<readonly PartitionBounds[]> {
    if (topics.length === 0) return Promise.resolve([]);
    return this.#patiently(async () => {
      const metadata = await this.#admin.metadata({ topics: [...topics], forceUpdate: true });
      const partitions = topics.flatMap((topic) =>
        Array.from({ length: metadata.topics.get(topic)?.partitionsCount ?? 0 }, (_, partition) => ({
          topic,
          partition,
        })),
      );
      const [first, end] = await Promise.all([
        this.#offsets(partitions, EARLIEST),
        this.#offsets(partitions, LATEST),
      ]);
      return partitions.map(({ topic, partition }) => {
        const key = `${topic}/${partition}`;
        return { topic, partition, first: first.get(key) ?? 0n, end: end.get(key) ?? 0n };
      });
    });
  }

  async committed(group: string): Promise<readonly Position[]> {
    const groups = await this.#patiently(() => this.#admin.listConsumerGroupOffsets({ groups: [group] }));
    return groups.flatMap(({ topics }) =>
      topics.flatMap(({ name, partitions }) =>
        partitions
          .filter(({ committedOffset }) => committedOffset >= 0n)
          .map(({ partitionIndex, committedOffset }) => ({
            topic: name,
            partition: partitionIndex,
            offset: committedOffset,
          })),
      ),
    );
  }

  async begin(group: string, positions: readonly Position[]): Promise<boolean> {
    const topics = [...Map.groupBy(positions, ({ topic }) => topic)].map(([name, ofTopic]) => ({
      name,
      partitionOffsets: ofTopic.map(({ partition, offset }) => ({ partition, offset })),
    }));
    try {
      await this.#patiently(() => this.#admin.alterConsumerGroupOffsets({ groupId: group, topics }));
      return true;
    } catch (err) {
      // The broker's way of saying that the group has members.
      if (err instanceof Error && findErrorBy(err, 'apiId', 'UNKNOWN_MEMBER_ID') !== null) return false;
      throw err;
    }
  }

  async send(records: readonly OutboundRecord[]): Promise<void> {
    await this.#producer.send({
      messages: records.map(({ topic, partition, key, value, headers }) => ({
        topic,
        partition,
        key,
        value: Buffer.from(value.buffer, value.byteOffset, value.byteLength),
        headers: { ...headers },
      })),
    });
  }

  openReader(topics: readonly string[]): Promise<PartitionReader> {
    return openPartitionReader(this.#connection, topics);
  }

  join(options: JoinOptions): Promise<GroupMember> {
    return joinGroup(this.#connection, this, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled([this.#producer.close(), this.#admin.close()]);
  }

  async #offsets(
    partitions: readonly { topic: string; partition: number }[],
    timestamp: typeof EARLIEST | typeof LATEST,
  ): Promise<ReadonlyMap<string, bigint>> {
    const topics = [...Map.groupBy(partitions, ({ topic }) => topic)].map(([name, ofTopic]) => ({
      name,
      partitions: ofTopic.map(({ partition }) => ({ partitionIndex: partition, timestamp })),
    }));
    const answer = await this.#admin.listOffsets({ topics });
    const offsets = answer.flatMap(({ name, partitions: of }) =>
      of.map(({ partitionIndex, offset }) => [`${name}/${partitionIndex}`, offset] as const),
    );
    return new Map(offsets);
  }

  #patiently<Value>(work: () => Promise<Value>): Promise<Value> {
    return patiently(this.#connection.clock, work, isPassing);
  }
}

/** Leaders and coordinators that change; the library itself repeats what the network lost. */
function isPassing(err: unknown): boolean {
  return err instanceof Error && findErrorBy(err, 'canRetry', true) !== null;
}

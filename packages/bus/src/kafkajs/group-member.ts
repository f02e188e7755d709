import type { Consumer, ConsumerConfig, EachBatchPayload, Kafka } from 'kafkajs';
import { type KafkaConnection, SESSION_TIMEOUT_MS } from '../kafka/connection.ts';
import type { GroupMember, JoinOptions, TopicPartition } from '../kafka/driver.ts';
import type { Position } from '../port.ts';
import { alikeAssigner } from './alike-assigner.ts';
import { toInbound } from './inbound.ts';
import { watchForSilence } from './silence-watch.ts';

const FETCH_WAIT_MS = 250;
const FETCH_BYTES_MAX_PER_PARTITION = 262_144;
const RENEW_DELAY_MS = 500;
const RENEW_DELAY_MS_MAX = 5000;

export async function joinGroup(
  kafka: Kafka,
  connection: KafkaConnection,
  options: JoinOptions,
): Promise<GroupMember> {
  const member = new KafkajsMember(kafka, connection, options);
  await member.start();
  return member;
}

/**
 * A kafkajs consumer, and another in its place when it has crashed or gone silent: kafkajs gives up for good in both cases. Its loop
 * only hands records on, so a slow handler never makes it miss a heartbeat.
 */
class KafkajsMember implements GroupMember {
  readonly #kafka: Kafka;
  readonly #connection: KafkaConnection;
  readonly #options: JoinOptions;
  readonly #sessionTimeoutMs: number;
  readonly #closing = new AbortController();
  readonly #resumes = new Map<string, () => void>();
  #consumer: Consumer | undefined;
  #stopWatching: () => void = () => {};
  #renewing: Promise<void> | undefined;

  constructor(kafka: Kafka, connection: KafkaConnection, options: JoinOptions) {
    this.#kafka = kafka;
    this.#connection = connection;
    this.#options = options;
    this.#sessionTimeoutMs = connection.sessionTimeoutMs ?? SESSION_TIMEOUT_MS;
  }

  /** Resolves with the first assignment. */
  async start(): Promise<void> {
    const { topics, from, group } = this.#options;
    const consumer = this.#kafka.consumer(this.#settings());
    this.#consumer = consumer;
    const joined = Promise.withResolvers<void>();
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      if (this.#consumer !== consumer) return;
      this.#resumes.clear();
      this.#options.onAssigned(partitionsOf(payload.memberAssignment));
      joined.resolve();
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      joined.reject(payload.error);
      this.#renew(consumer, payload.error);
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...topics], fromBeginning: from === 'beginning' });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: async (payload) => this.#take(payload),
      });
      await joined.promise;
    } catch (err) {
      await consumer.disconnect();
      throw err;
    }
    this.#stopWatching();
    this.#stopWatching = watchForSilence(consumer, {
      clock: this.#connection.clock,
      silentMs: 3 * this.#sessionTimeoutMs,
      onSilent: () => this.#renew(consumer, new Error(`the consumer of ${group} has gone silent`)),
    });
  }

  async commit(positions: readonly Position[]): Promise<void> {
    await this.#consumer?.commitOffsets(
      positions.map(({ topic, partition, offset }) => ({ topic, partition, offset: String(offset) })),
    );
  }

  resume({ topic, partition }: TopicPartition): void {
    this.#resumes.get(`${topic}/${partition}`)?.();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#stopWatching();
    await this.#renewing;
    await this.#consumer?.disconnect();
  }

  #settings(): ConsumerConfig {
    return {
      groupId: this.#options.group,
      partitionAssigners: [alikeAssigner],
      allowAutoTopicCreation: false,
      sessionTimeout: this.#sessionTimeoutMs,
      heartbeatInterval: Math.min(1000, this.#sessionTimeoutMs / 5),
      rebalanceTimeout: this.#sessionTimeoutMs,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      maxBytesPerPartition: FETCH_BYTES_MAX_PER_PARTITION,
      // One way to begin again, ours: kafkajs' own leaves some crashes for good.
      retry: { restartOnFailure: async () => false },
    };
  }

  #take({ batch, resolveOffset, pause }: EachBatchPayload): void {
    const { topic, partition, messages } = batch;
    const full = this.#options.onRecords({ topic, partition, records: messages.map(toInbound) });
    // Read, not done: what is done is committed by itself.
    resolveOffset(batch.lastOffset());
    if (full) this.#resumes.set(`${topic}/${partition}`, pause());
  }

  #renew(consumer: Consumer, err: Error): void {
    if (this.#consumer !== consumer || this.#renewing !== undefined || this.#closing.signal.aborted) return;
    this.#renewing = this.#startAgain(consumer, err).finally(() => {
      this.#renewing = undefined;
    });
  }

  async #startAgain(crashed: Consumer, cause: unknown): Promise<void> {
    const { clock, log } = this.#connection;
    const { group } = this.#options;
    const stop = this.#closing.signal;
    this.#stopWatching();
    log.warn({ group, err: cause }, 'the consumer of a group is replaced');
    crashed
      .disconnect()
      .catch((err: unknown) => log.debug({ group, err }, 'a crashed consumer did not end well'));
    for (let delayMs = RENEW_DELAY_MS; !stop.aborted; delayMs = Math.min(delayMs * 2, RENEW_DELAY_MS_MAX)) {
      await clock
        .sleep(delayMs, stop)
        .catch(() => log.debug({ group }, 'closed while a consumer was replaced'));
      if (stop.aborted) return;
      try {
        await this.start();
        return;
      } catch (err) {
        log.warn({ group, err, delayMs }, 'the consumer of a group does not start yet');
      }
    }
  }
}

function partitionsOf(assignment: Readonly<Record<string, readonly number[]>>): readonly TopicPartition[] {
  return Object.entries(assignment).flatMap(([topic, partitions]) =>
    partitions.map((partition) => ({ topic, partition })),
  );
}

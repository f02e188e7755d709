import type { Consumer, ConsumerConfig, EachBatchPayload, Kafka } from 'kafkajs';
import { type KafkaConnection, SESSION_TIMEOUT_MS } from '../kafka/connection.ts';
import type { GroupMember, JoinOptions, TopicPartition } from '../kafka/driver.ts';
import { lastingMember } from '../kafka/lasting-member.ts';
import type { Position } from '../port.ts';
import { alikeAssigner } from './alike-assigner.ts';
import { toInbound } from './inbound.ts';
import { watchForSilence } from './silence-watch.ts';

const FETCH_WAIT_MS = 250;
const FETCH_BYTES_MAX_PER_PARTITION = 262_144;
const HEARTBEAT_MS = 1000;

export function joinGroup(
  kafka: Kafka,
  connection: KafkaConnection,
  options: JoinOptions,
): Promise<GroupMember> {
  const { clock, log, sessionTimeoutMs = SESSION_TIMEOUT_MS } = connection;
  return lastingMember({ clock, log, group: options.group }, async (onLost) => {
    const session = new ConsumerSession(kafka.consumer(settings(options.group, sessionTimeoutMs)), options);
    const forget = watchForSilence(session.consumer, {
      clock,
      silentMs: 3 * sessionTimeoutMs,
      onSilent: onLost,
    });
    await session.start(onLost);
    return {
      commit: (positions) => session.commit(positions),
      resume: (partition) => session.resume(partition),
      [Symbol.asyncDispose]: () => {
        forget();
        return session.consumer.disconnect();
      },
    };
  });
}

function settings(groupId: string, sessionTimeoutMs: number): ConsumerConfig {
  return {
    groupId,
    partitionAssigners: [alikeAssigner],
    allowAutoTopicCreation: false,
    sessionTimeout: sessionTimeoutMs,
    heartbeatInterval: Math.min(HEARTBEAT_MS, sessionTimeoutMs / 5),
    rebalanceTimeout: sessionTimeoutMs,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    maxBytesPerPartition: FETCH_BYTES_MAX_PER_PARTITION,
    // One way to begin again, ours: kafkajs' own leaves some crashes for good.
    retry: { restartOnFailure: async () => false },
  };
}

/** One kafkajs consumer. Its loop only hands records on, so a slow handler never makes it miss a heartbeat. */
class ConsumerSession {
  readonly consumer: Consumer;
  readonly #options: JoinOptions;
  readonly #resumes = new Map<string, () => void>();

  constructor(consumer: Consumer, options: JoinOptions) {
    this.consumer = consumer;
    this.#options = options;
  }

  /** Resolves with the first assignment. */
  async start(onLost: (err: unknown) => void): Promise<void> {
    const joined = Promise.withResolvers<void>();
    const { GROUP_JOIN, CRASH } = this.consumer.events;
    this.consumer.on(GROUP_JOIN, ({ payload }) => {
      this.#resumes.clear();
      this.#options.onAssigned(partitionsOf(payload.memberAssignment));
      joined.resolve();
    });
    this.consumer.on(CRASH, ({ payload }) => {
      joined.reject(payload.error);
      onLost(payload.error);
    });
    try {
      await Promise.all([joined.promise, this.#run()]);
    } catch (err) {
      await this.consumer.disconnect();
      throw err;
    }
  }

  async commit(positions: readonly Position[]): Promise<void> {
    await this.consumer.commitOffsets(
      positions.map(({ topic, partition, offset }) => ({ topic, partition, offset: String(offset) })),
    );
  }

  resume({ topic, partition }: TopicPartition): void {
    this.#resumes.get(`${topic}/${partition}`)?.();
  }

  async #run(): Promise<void> {
    const { topics, from } = this.#options;
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: [...topics], fromBeginning: from === 'beginning' });
    await this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: async (payload) => this.#take(payload),
    });
  }

  #take({ batch, resolveOffset, pause }: EachBatchPayload): void {
    const { topic, partition, messages } = batch;
    const full = this.#options.onRecords({ topic, partition, records: messages.map(toInbound) });
    // Read, not done: what is done is committed by itself.
    resolveOffset(batch.lastOffset());
    if (full) this.#resumes.set(`${topic}/${partition}`, pause());
  }
}

function partitionsOf(assignment: Readonly<Record<string, readonly number[]>>): readonly TopicPartition[] {
  return Object.entries(assignment).flatMap(([topic, partitions]) =>
    partitions.map((partition) => ({ topic, partition })),
  );
}

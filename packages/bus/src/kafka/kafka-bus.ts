import type { Clock, Log } from '@firstring/kernel';
import { deadLetterMessage } from '../dead-letter.ts';
import { busRequestInvalid, busUnavailable, topicMissing } from '../errors.ts';
import { partitionOfKey } from '../partition-of-key.ts';
import {
  BATCH_MESSAGES_MAX,
  type Bus,
  deadLetterTopic,
  type OutboundMessage,
  type PartitionBounds,
  type PartitionLag,
  PAYLOAD_BYTES_MAX,
  type SubscribeOptions,
  type Subscription,
  type Tail,
  type TailOptions,
  type TopicSpec,
} from '../port.ts';
import type { KafkaDriver, OutboundRecord } from './driver.ts';
import { GroupSubscription } from './group-subscription.ts';
import { Publisher } from './publisher.ts';
import { toRecord } from './record.ts';
import { startTail } from './tail.ts';
import { checkTopics } from './topics.ts';

export interface KafkaBusDeps {
  /** Closed with the bus. */
  readonly driver: KafkaDriver;
  readonly clock: Clock;
  readonly log: Log;
}

/** The bus on a Kafka whose topics are there already; refuses, in a sentence, when they are not those of the catalogue. */
export async function openBusOn(deps: KafkaBusDeps, catalogue: readonly TopicSpec[]): Promise<Bus> {
  const partitions = await deps.driver.partitionCounts();
  checkTopics(catalogue, partitions);
  return new KafkaBus(deps, new Map(partitions));
}

class KafkaBus implements Bus {
  readonly #deps: KafkaBusDeps;
  readonly #publisher: Publisher;
  #partitions: ReadonlyMap<string, number>;
  readonly #subscriptions = new Set<Subscription>();
  readonly #tails = new Set<Tail>();
  readonly #closing = new AbortController();

  constructor(deps: KafkaBusDeps, partitions: ReadonlyMap<string, number>) {
    this.#deps = deps;
    this.#partitions = partitions;
    this.#publisher = new Publisher(deps.driver);
  }

  async publish(batch: readonly OutboundMessage[]): Promise<void> {
    this.#admit();
    if (batch.length > BATCH_MESSAGES_MAX)
      throw busRequestInvalid(`a batch has at most ${BATCH_MESSAGES_MAX} messages`);
    if (batch.length > 0) await this.#publisher.publish(batch.map((message) => this.#toRecord(message)));
  }

  async subscribe(options: SubscribeOptions): Promise<Subscription> {
    this.#admit();
    const { group, topics, handler, from = 'beginning', maxBatch = 100, watchdogMs = 10_000 } = options;
    if (maxBatch < 1 || maxBatch > BATCH_MESSAGES_MAX) throw busRequestInvalid('maxBatch out of range');
    for (const topic of topics) this.#partitionsOf(topic);
    await this.#checkDeadLetterTopics(topics, group);
    const opened = await GroupSubscription.open(
      {
        ...this.#deps,
        publishDeadLetter: (message, letter) => this.publish([deadLetterMessage(group, message, letter)]),
      },
      { group, topics, from, handler, maxBatch, watchdogMs },
    );
    const subscription: Subscription = {
      group,
      [Symbol.asyncDispose]: async () => {
        await opened[Symbol.asyncDispose]();
        this.#subscriptions.delete(subscription);
      },
    };
    this.#subscriptions.add(subscription);
    return subscription;
  }

  tail(options: TailOptions): Tail {
    this.#admit();
    for (const topic of options.topics) this.#partitionsOf(topic);
    const signal = AbortSignal.any([options.signal, this.#closing.signal]);
    const tail = startTail(this.#deps, { ...options, signal });
    this.#tails.add(tail);
    const forget = (): void => void this.#tails.delete(tail);
    tail.closed.then(forget, forget);
    return tail;
  }

  async lag(group: string): Promise<readonly PartitionLag[]> {
    this.#admit();
    const { driver } = this.#deps;
    const committed = await this.#reached(driver.committed(group));
    const ends = await this.bounds([...new Set(committed.map(({ topic }) => topic))]);
    return committed.flatMap(({ topic, partition, offset }) => {
      const end = ends.find((other) => other.topic === topic && other.partition === partition)?.end;
      return end === undefined ? [] : [{ topic, partition, committed: offset, end }];
    });
  }

  async bounds(topics: readonly string[]): Promise<readonly PartitionBounds[]> {
    this.#admit();
    for (const topic of topics) this.#partitionsOf(topic);
    return this.#reached(this.#deps.driver.bounds(topics));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closing.signal.aborted) return;
    const subscriptions = [...this.#subscriptions];
    // Dead letters of the batches in hand still go out.
    await Promise.allSettled(subscriptions.map((subscription) => subscription[Symbol.asyncDispose]()));
    this.#closing.abort();
    await Promise.allSettled([...this.#tails].map((tail) => tail.closed));
    await this.#publisher.drained();
    await this.#deps.driver[Symbol.asyncDispose]();
  }

  #toRecord(message: OutboundMessage): OutboundRecord {
    const { topic, key, partitionKey = key, payload, type } = message;
    if (payload.byteLength > PAYLOAD_BYTES_MAX) {
      throw busRequestInvalid(`payload of ${type} has ${payload.byteLength} bytes`);
    }
    return toRecord(message, { topic, partition: partitionOfKey(partitionKey, this.#partitionsOf(topic)) });
  }

  /** They are made by the migration, perhaps after this process started. */
  async #checkDeadLetterTopics(topics: readonly string[], group: string): Promise<void> {
    const names = topics.map((topic) => deadLetterTopic(topic, group));
    if (names.some((name) => !this.#partitions.has(name))) {
      this.#partitions = await this.#reached(this.#deps.driver.partitionCounts());
    }
    const missing = names.find((name) => !this.#partitions.has(name));
    if (missing !== undefined) throw topicMissing(missing);
  }

  #partitionsOf(topic: string): number {
    const partitions = this.#partitions.get(topic);
    if (partitions === undefined) throw busRequestInvalid(`no topic ${topic}`);
    return partitions;
  }

  async #reached<Value>(answer: Promise<Value>): Promise<Value> {
    try {
      return await answer;
    } catch (err) {
      throw busUnavailable('Kafka does not answer', err);
    }
  }

  #admit(): void {
    if (this.#closing.signal.aborted) throw busUnavailable('the bus is closed');
  }
}

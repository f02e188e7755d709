import type { Clock, Log, Timer } from '@firstring/kernel';
import { deadLetterMessage, deadLetterSpec } from '../dead-letter.ts';
import { busRequestInvalid, busUnavailable } from '../errors.ts';
import { partitionOfKey } from '../partition-of-key.ts';
import {
  BATCH_MESSAGES_MAX,
  type Bus,
  type BusMessage,
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
import { ConsumerGroup, type Member } from './consumer-group.ts';
import type { LogStorage } from './log-storage.ts';
import { OffsetCommitter } from './offset-committer.ts';
import { PartitionFeed } from './partition-feed.ts';
import { startTail } from './tail-reader.ts';

export interface EmbeddedBusOptions {
  /** The catalogue; topics that are missing are made. */
  readonly topics: readonly TopicSpec[];
  readonly clock: Clock;
  readonly log: Log;
}

const SWEEP_EVERY_MS = 30_000;
/** Retention has more to drop: soon, but after what waits now. */
const SWEEP_AGAIN_MS = 20;

export async function openEmbeddedBus(storage: LogStorage, options: EmbeddedBusOptions): Promise<Bus> {
  const bus = new EmbeddedBus(storage, options);
  await bus.declare(options.topics);
  bus.scheduleSweep(SWEEP_EVERY_MS);
  return bus;
}

interface OpenGroup {
  readonly group: ConsumerGroup;
  readonly committer: OffsetCommitter;
}

class EmbeddedBus implements Bus {
  readonly #storage: LogStorage;
  readonly #options: EmbeddedBusOptions;
  readonly #feeds = new Map<string, PartitionFeed[]>();
  readonly #groups = new Map<string, Promise<OpenGroup>>();
  readonly #subscriptions = new Set<Subscription>();
  readonly #closing = new AbortController();
  readonly #tails = new Set<Tail>();
  #sweep: Timer | undefined;

  constructor(storage: LogStorage, options: EmbeddedBusOptions) {
    this.#storage = storage;
    this.#options = options;
  }

  async declare(topics: readonly TopicSpec[]): Promise<void> {
    for (const { topic, partition, end } of await this.#storage.declare(topics)) {
      const feeds = this.#feeds.get(topic) ?? [];
      feeds[partition] ??= new PartitionFeed(this.#storage, { topic, partition, end });
      this.#feeds.set(topic, feeds);
    }
  }

  async publish(batch: readonly OutboundMessage[]): Promise<void> {
    this.#admit();
    if (batch.length > BATCH_MESSAGES_MAX)
      throw busRequestInvalid(`a batch has at most ${BATCH_MESSAGES_MAX} messages`);
    if (batch.length === 0) return;
    const parts = [...this.#ofFeeds(batch)];
    const firsts = await this.#storage.append(
      parts.map(([{ topic, partition }, messages]) => ({ topic, partition, messages })),
      this.#options.clock.now(),
    );
    for (const [at, [feed, messages]] of parts.entries()) {
      const first = firsts[at];
      if (first === undefined) continue;
      feed.append(
        messages.map((message, place) => toBusMessage(message, feed.partition, first + BigInt(place))),
      );
    }
  }

  async subscribe(options: SubscribeOptions): Promise<Subscription> {
    this.#admit();
    const { group: name, topics, handler, from = 'beginning', maxBatch = 100, watchdogMs = 10_000 } = options;
    if (maxBatch < 1 || maxBatch > BATCH_MESSAGES_MAX) throw busRequestInvalid('maxBatch out of range');
    for (const topic of topics) this.#feedsOf(topic);
    await this.declare(topics.map((topic) => deadLetterSpec(topic, name)));
    const { group, committer } = await this.#group(name);
    await this.#startNew(name, committer, { topics, from });
    const member: Member = { topics: new Set(topics), handler, maxBatch, watchdogMs };
    await group.join(member);
    const subscription: Subscription = {
      group: name,
      [Symbol.asyncDispose]: async () => {
        if (this.#subscriptions.delete(subscription)) await group.leave(member);
      },
    };
    this.#subscriptions.add(subscription);
    return subscription;
  }

  tail(options: TailOptions): Tail {
    this.#admit();
    const signal = AbortSignal.any([options.signal, this.#closing.signal]);
    const feeds = options.topics.flatMap((topic) => this.#feedsOf(topic));
    const tail = startTail(feeds, { ...options, signal }, this.#options);
    this.#tails.add(tail);
    const forget = (): void => void this.#tails.delete(tail);
    tail.closed.then(forget, forget);
    return tail;
  }

  async lag(group: string): Promise<readonly PartitionLag[]> {
    this.#admit();
    const open = await this.#groups.get(group);
    const positions = open?.committer.positions ?? (await this.#storage.committed(group));
    return positions.flatMap(({ topic, partition, offset }) => {
      const feed = this.#feeds.get(topic)?.[partition];
      return feed === undefined ? [] : [{ topic, partition, committed: offset, end: feed.end }];
    });
  }

  async bounds(topics: readonly string[]): Promise<readonly PartitionBounds[]> {
    this.#admit();
    const feeds = topics.flatMap((topic) => this.#feedsOf(topic));
    return Promise.all(
      feeds.map(async ({ topic, partition, end }) => {
        const [oldest] = await this.#storage.read({ topic, partition, from: 0n, limit: 1 });
        return { topic, partition, first: oldest?.offset ?? end, end };
      }),
    );
  }

  scheduleSweep(delayMs: number): void {
    this.#sweep = this.#options.clock.setTimer(delayMs, () => {
      this.#storage.sweep(this.#options.clock.now()).then(
        (more) => this.#afterSweep(more ? SWEEP_AGAIN_MS : SWEEP_EVERY_MS),
        (err: unknown) => {
          this.#options.log.warn({ err }, 'retention not applied');
          this.#afterSweep(SWEEP_EVERY_MS);
        },
      );
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#sweep?.cancel();
    this.#closing.abort();
    await Promise.all([...this.#subscriptions].map((subscription) => subscription[Symbol.asyncDispose]()));
    await Promise.allSettled([...this.#tails].map((tail) => tail.closed));
    await this.#storage[Symbol.asyncDispose]();
  }

  #afterSweep(delayMs: number): void {
    if (!this.#closing.signal.aborted) this.scheduleSweep(delayMs);
  }

  #group(name: string): Promise<OpenGroup> {
    const opening = this.#groups.get(name) ?? this.#openGroup(name);
    this.#groups.set(name, opening);
    opening.catch(() => this.#groups.delete(name));
    return opening;
  }

  async #openGroup(name: string): Promise<OpenGroup> {
    const { clock, log } = this.#options;
    const committed = await this.#storage.committed(name);
    const committer = new OffsetCommitter({ storage: this.#storage, clock, log }, name, committed);
    const group = new ConsumerGroup(name, {
      clock,
      log,
      committer,
      feeds: (topic) => this.#feedsOf(topic),
      publishDeadLetter: (message, letter) => this.publish([deadLetterMessage(name, message, letter)]),
    });
    return { group, committer };
  }

  /** A new group's start is written down before it reads, so that a restart does not move it. */
  async #startNew(
    group: string,
    committer: OffsetCommitter,
    { topics, from }: { topics: readonly string[]; from: 'beginning' | 'end' },
  ): Promise<void> {
    const positions = topics
      .flatMap((topic) => this.#feedsOf(topic))
      .filter(({ topic, partition }) => committer.position(topic, partition) === undefined)
      .map(({ topic, partition, end }) => ({ topic, partition, offset: from === 'end' ? end : 0n }));
    for (const position of positions) committer.start(position);
    if (positions.length > 0) await this.#storage.commit(group, positions);
  }

  /** The messages of each partition, in their order. */
  #ofFeeds(batch: readonly OutboundMessage[]): Map<PartitionFeed, OutboundMessage[]> {
    const parts = new Map<PartitionFeed, OutboundMessage[]>();
    let [topic, key, messages]: [string, string, OutboundMessage[] | undefined] = ['', '', undefined];
    for (const message of batch) {
      if (message.payload.byteLength > PAYLOAD_BYTES_MAX) {
        throw busRequestInvalid(`payload of ${message.type} has ${message.payload.byteLength} bytes`);
      }
      const partitionKey = message.partitionKey ?? message.key;
      // Most batches are of one key.
      if (messages === undefined || message.topic !== topic || partitionKey !== key) {
        [topic, key] = [message.topic, partitionKey];
        const feed = this.#feedOf(topic, key);
        messages = parts.get(feed) ?? [];
        parts.set(feed, messages);
      }
      messages.push(message);
    }
    return parts;
  }

  #feedOf(topic: string, key: string): PartitionFeed {
    const feeds = this.#feedsOf(topic);
    const feed = feeds[partitionOfKey(key, feeds.length)];
    if (feed === undefined) throw busRequestInvalid(`${topic} has no partitions`);
    return feed;
  }

  #feedsOf(topic: string): readonly PartitionFeed[] {
    const feeds = this.#feeds.get(topic);
    if (feeds === undefined) throw busRequestInvalid(`no topic ${topic}`);
    return feeds;
  }

  #admit(): void {
    if (this.#closing.signal.aborted) throw busUnavailable('the bus is closed');
  }
}

function toBusMessage(message: OutboundMessage, partition: number, offset: bigint): BusMessage {
  const { topic, id, key, type, payload, occurredAt, headers = {} } = message;
  return { topic, partition, offset, id, key, type, payload, occurredAt, headers };
}

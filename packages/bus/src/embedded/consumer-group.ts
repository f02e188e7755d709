import type { Clock, Log } from '@firstring/kernel';
import { type DeadLetter, deliverBatch } from '../delivery.ts';
import type { BatchHandler, BusMessage } from '../port.ts';
import type { OffsetCommitter } from './offset-committer.ts';
import type { PartitionFeed } from './partition-feed.ts';

export interface Member {
  readonly topics: ReadonlySet<string>;
  readonly handler: BatchHandler;
  readonly maxBatch: number;
  readonly watchdogMs: number;
}

export interface GroupDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly committer: OffsetCommitter;
  feeds(topic: string): readonly PartitionFeed[];
  publishDeadLetter(message: BusMessage, letter: DeadLetter): Promise<void>;
}

/** One partition being read by one member. */
interface Pump {
  readonly member: Member;
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/**
 * The members of one group and which partitions each reads: those that want a topic take its partitions in turn, oldest member
 * first. A partition changes hands only after the batch in hand is done, so no two members ever work on one partition.
 */
export class ConsumerGroup {
  readonly name: string;
  readonly #deps: GroupDeps;
  readonly #members = new Set<Member>();
  readonly #pumps = new Map<PartitionFeed, Pump>();
  #settled: Promise<void> = Promise.resolve();

  constructor(name: string, deps: GroupDeps) {
    this.name = name;
    this.#deps = deps;
  }

  get size(): number {
    return this.#members.size;
  }

  async join(member: Member): Promise<void> {
    this.#members.add(member);
    await this.#rebalance();
  }

  /** Resolves when the member's batches in hand are done and their offsets written. */
  async leave(member: Member): Promise<void> {
    this.#members.delete(member);
    await this.#rebalance();
    await this.#deps.committer.flush();
  }

  #rebalance(): Promise<void> {
    this.#settled = this.#settled.then(() => this.#assign());
    return this.#settled;
  }

  async #assign(): Promise<void> {
    const owners = this.#owners();
    const leaving = [...this.#pumps].filter(([feed, pump]) => owners.get(feed) !== pump.member);
    for (const [, pump] of leaving) pump.stop.abort();
    await Promise.all(leaving.map(([, pump]) => pump.done));
    for (const [feed] of leaving) this.#pumps.delete(feed);
    for (const [feed, member] of owners) {
      if (!this.#pumps.has(feed)) this.#pumps.set(feed, this.#start(feed, member));
    }
  }

  #owners(): Map<PartitionFeed, Member> {
    const owners = new Map<PartitionFeed, Member>();
    for (const topic of new Set([...this.#members].flatMap((member) => [...member.topics]))) {
      const members = [...this.#members].filter((member) => member.topics.has(topic));
      for (const feed of this.#deps.feeds(topic)) {
        const owner = members[feed.partition % members.length];
        if (owner !== undefined) owners.set(feed, owner);
      }
    }
    return owners;
  }

  #start(feed: PartitionFeed, member: Member): Pump {
    const stop = new AbortController();
    return { member, stop, done: this.#run(feed, member, stop.signal) };
  }

  async #run(feed: PartitionFeed, member: Member, stop: AbortSignal): Promise<void> {
    const { topic, partition } = feed;
    const { clock, log, committer } = this.#deps;
    const recipient = { group: this.name, handler: member.handler, watchdogMs: member.watchdogMs, stop };
    let offset = committer.position(topic, partition) ?? 0n;
    while (!stop.aborted) {
      try {
        const read = await feed.read(offset, member.maxBatch);
        const done = read.messages.length === 0 || (await deliverBatch(this.#deps, recipient, read.messages));
        if (!done) return;
        if (read.next > offset) committer.mark({ topic, partition, offset: read.next });
        offset = read.next;
      } catch (err) {
        log.error({ group: this.name, topic, partition, err }, 'partition not readable');
        await clock.sleep(READ_RETRY_DELAY_MS, stop).catch(() => log.debug({ topic, partition }, 'stopped'));
      }
      await feed.changed(offset, stop);
    }
  }
}

const READ_RETRY_DELAY_MS = 500;

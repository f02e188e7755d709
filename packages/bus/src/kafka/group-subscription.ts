import type { Clock, Log } from '@firstring/kernel';
import type { DeliveryDeps } from '../delivery.ts';
import { OffsetCommitter } from '../embedded/offset-committer.ts';
import type { BatchHandler, Position, Subscription } from '../port.ts';
import type { GroupMember, KafkaDriver, TopicPartition } from './driver.ts';
import { PartitionPump } from './partition-pump.ts';

export interface GroupDeps extends DeliveryDeps {
  readonly driver: KafkaDriver;
  readonly clock: Clock;
  readonly log: Log;
}

export interface GroupOptions {
  readonly group: string;
  readonly topics: readonly string[];
  readonly from: 'beginning' | 'end';
  readonly handler: BatchHandler;
  readonly maxBatch: number;
  readonly watchdogMs: number;
}

/** One member of a consumer group: a pump for each partition it is dealt, and their positions committed behind them. */
export class GroupSubscription implements Subscription {
  readonly group: string;
  readonly #deps: GroupDeps;
  readonly #options: GroupOptions;
  readonly #pumps = new Map<string, PartitionPump>();
  readonly #committer: OffsetCommitter;
  /** Pumps of partitions that others have now. */
  readonly #ending = new Set<Promise<void>>();
  #member: GroupMember | undefined;
  #closed: Promise<void> | undefined;

  private constructor(deps: GroupDeps, options: GroupOptions) {
    this.group = options.group;
    this.#deps = deps;
    this.#options = options;
    const storage = { commit: (_: string, positions: readonly Position[]) => this.#commit(positions) };
    this.#committer = new OffsetCommitter({ storage, clock: deps.clock, log: deps.log }, options.group, []);
  }

  /** Resolves once it is a member and the group's beginning is written down. */
  static async open(deps: GroupDeps, options: GroupOptions): Promise<GroupSubscription> {
    const subscription = new GroupSubscription(deps, options);
    await subscription.#join();
    return subscription;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #join(): Promise<void> {
    const { group, topics, from } = this.#options;
    await this.#writeBeginning();
    this.#member = await this.#deps.driver.join({
      group,
      topics,
      from,
      onAssigned: (partitions) => this.#assign(partitions),
      onRecords: (batch) => this.#pumps.get(keyOf(batch))?.offer(batch) ?? false,
    });
  }

  /** So that a restart does not move where a new group began. */
  async #writeBeginning(): Promise<void> {
    const { group, topics, from } = this.#options;
    const { driver, log } = this.#deps;
    const committed = new Set((await driver.committed(group)).map(keyOf));
    const bounds = await driver.bounds(topics);
    const positions = bounds
      .filter((partition) => !committed.has(keyOf(partition)))
      .map(({ topic, partition, first, end }) => ({
        topic,
        partition,
        offset: from === 'end' ? end : first,
      }));
    if (positions.length === 0 || (await driver.begin(group, positions))) return;
    log.debug({ group }, 'the group has members already: they decide where it begins');
  }

  #assign(partitions: readonly TopicPartition[]): void {
    const ours = new Set(partitions.map(keyOf));
    for (const [key, pump] of this.#pumps) {
      if (ours.has(key)) pump.rewind();
      else this.#end(key, pump);
    }
    for (const of of partitions) {
      if (!this.#pumps.has(keyOf(of))) this.#pumps.set(keyOf(of), this.#start(of));
    }
  }

  #start({ topic, partition }: TopicPartition): PartitionPump {
    const { group, handler, maxBatch, watchdogMs } = this.#options;
    return new PartitionPump(this.#deps, {
      topic,
      partition,
      maxBatch,
      recipient: { group, handler, watchdogMs },
      onDone: (position) => this.#committer.mark(position),
      onRoom: () => this.#member?.resume({ topic, partition }),
    });
  }

  #end(key: string, pump: PartitionPump): void {
    this.#pumps.delete(key);
    const ended = pump.stop().finally(() => this.#ending.delete(ended));
    this.#ending.add(ended);
  }

  /** Not those of partitions that others have now: they are further. */
  async #commit(positions: readonly Position[]): Promise<void> {
    const ours = positions.filter((position) => this.#pumps.has(keyOf(position)));
    if (ours.length > 0) await this.#member?.commit(ours);
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#pumps.values()].map((pump) => pump.stop()));
    await Promise.all(this.#ending);
    await this.#committer.flush();
    await this.#member?.[Symbol.asyncDispose]();
  }
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

import { Consumer, type GroupAssignment } from '@platformatic/kafka';
import { type KafkaConnection, SESSION_TIMEOUT_MS } from '../kafka/connection.ts';
import type { GroupMember, JoinOptions, PartitionRecords, TopicPartition } from '../kafka/driver.ts';
import { lastingMember } from '../kafka/lasting-member.ts';
import type { PartitionBounds, Position } from '../port.ts';
import { alikeAssigner } from './alike-assigner.ts';
import { clientOptions } from './client-options.ts';
import { fetchPartitions, leadersOf } from './fetch-partitions.ts';

const FETCH_WAIT_MS = 250;
const RETRY_DELAY_MS = 200;
const HEARTBEAT_MS = 1000;

/** What the session asks the driver for. */
export interface GroupOffsets {
  committed(group: string): Promise<readonly Position[]>;
  bounds(topics: readonly string[]): Promise<readonly PartitionBounds[]>;
}

export function joinGroup(
  connection: KafkaConnection,
  offsets: GroupOffsets,
  options: JoinOptions,
): Promise<GroupMember> {
  const { clock, log } = connection;
  return lastingMember({ clock, log, group: options.group }, async (onLost) => {
    const session = new GroupSession(connection, offsets, options);
    await session.start(onLost);
    return session;
  });
}

interface Cursor {
  readonly topic: string;
  readonly partition: number;
  offset: bigint;
  paused: boolean;
}

/**
 * Membership by the library, reading by us: its streams hold up all partitions when one is slow. For each leader one fetch is under
 * way at a time, over the partitions that are not paused.
 */
class GroupSession implements GroupMember {
  readonly #connection: KafkaConnection;
  readonly #offsets: GroupOffsets;
  readonly #options: JoinOptions;
  readonly #consumer: Consumer;
  readonly #closing = new AbortController();
  /** Nodes that a fetch is under way to. */
  readonly #fetching = new Set<number>();
  #cursors: readonly Cursor[] = [];
  #stale = false;

  constructor(connection: KafkaConnection, offsets: GroupOffsets, options: JoinOptions) {
    const sessionTimeout = connection.sessionTimeoutMs ?? SESSION_TIMEOUT_MS;
    this.#connection = connection;
    this.#offsets = offsets;
    this.#options = options;
    this.#consumer = new Consumer({
      ...clientOptions(connection),
      // A join waits for the other members.
      requestTimeout: 2 * sessionTimeout,
      groupId: options.group,
      sessionTimeout,
      rebalanceTimeout: sessionTimeout,
      heartbeatInterval: Math.min(HEARTBEAT_MS, sessionTimeout / 5),
      partitionAssigner: alikeAssigner,
    });
    this.#consumer.topics.trackAll(...options.topics);
  }

  async start(onLost: (err: unknown) => void): Promise<void> {
    const assigned = Promise.withResolvers<void>();
    this.#consumer.on('error', onLost);
    this.#consumer.on('consumer:heartbeat:stalled', ({ lastError }) => onLost(lastError));
    this.#consumer.on('consumer:group:join', ({ assignments }) => {
      this.#assign(assignments ?? []).then(assigned.resolve, (err: unknown) => {
        assigned.reject(err);
        onLost(err);
      });
    });
    try {
      await Promise.all([this.#consumer.joinGroup(), assigned.promise]);
    } catch (err) {
      await this[Symbol.asyncDispose]();
      throw err;
    }
  }

  async commit(positions: readonly Position[]): Promise<void> {
    const offsets = positions.map((position) => ({ ...position, leaderEpoch: -1 }));
    await this.#consumer.commit({ offsets });
  }

  resume({ topic, partition }: TopicPartition): void {
    for (const cursor of this.#cursors) {
      if (cursor.topic === topic && cursor.partition === partition) cursor.paused = false;
    }
    this.#fetchOn();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#cursors = [];
    // Leaves the group first, so that the others take over.
    await this.#consumer.close(true);
  }

  /** From where the group stands; from the topic's beginning or end where it has never been. */
  async #assign(assignments: readonly GroupAssignment[]): Promise<void> {
    const partitions = assignments.flatMap(({ topic, partitions: of }) =>
      of.map((partition) => ({ topic, partition })),
    );
    const fresh: Cursor[] = partitions.map((of) => ({ ...of, offset: 0n, paused: false }));
    this.#cursors = [];
    this.#options.onAssigned(partitions);
    const { group, topics, from } = this.#options;
    const [committed, bounds] = await Promise.all([
      this.#offsets.committed(group),
      this.#offsets.bounds(topics),
    ]);
    for (const cursor of fresh) {
      const isOf = (of: TopicPartition): boolean =>
        of.topic === cursor.topic && of.partition === cursor.partition;
      const ends = bounds.find(isOf);
      const start = from === 'end' ? ends?.end : ends?.first;
      cursor.offset = committed.find(isOf)?.offset ?? start ?? 0n;
      if (ends !== undefined && (cursor.offset < ends.first || cursor.offset > ends.end)) {
        this.#connection.log.error({ group, ...ends }, 'the log no longer has what a group reads next');
        cursor.offset = ends.first;
      }
    }
    if (this.#closing.signal.aborted) return;
    this.#cursors = fresh;
    this.#fetchOn();
  }

  #fetchOn(): void {
    this.#fetchIdle().catch((err: unknown) => this.#retryLater(err));
  }

  async #fetchIdle(): Promise<void> {
    const active = this.#cursors.filter(({ paused }) => !paused);
    if (active.length === 0 || this.#closing.signal.aborted) return;
    const afresh = this.#stale;
    this.#stale = false;
    const leaders = await leadersOf(this.#consumer, active, { afresh });
    for (const [node, cursors] of Map.groupBy(active, (cursor) => leaders.get(cursor))) {
      if (node === undefined || this.#fetching.has(node) || this.#closing.signal.aborted) continue;
      this.#fetching.add(node);
      this.#fetchFrom(node, cursors)
        .finally(() => this.#fetching.delete(node))
        .then(
          () => this.#fetchOn(),
          (err: unknown) => this.#retryLater(err),
        );
    }
  }

  /** Never rejects: what fails is tried again. */
  async #fetchFrom(node: number, cursors: readonly Cursor[]): Promise<void> {
    try {
      const fetched = await fetchPartitions(this.#consumer, cursors, { node, waitMs: FETCH_WAIT_MS });
      for (const records of fetched) this.#take(records, cursors);
    } catch (err) {
      if (this.#closing.signal.aborted) return;
      const { clock, log } = this.#connection;
      this.#stale = true;
      log.warn({ group: this.#options.group, err }, 'a group reads again after a pause');
      await clock.sleep(RETRY_DELAY_MS);
    }
  }

  #take(batch: PartitionRecords, cursors: readonly Cursor[]): void {
    const isOf = (cursor: Cursor): boolean =>
      cursor.topic === batch.topic && cursor.partition === batch.partition;
    const cursor = cursors.find(isOf);
    // Dealt anew meanwhile: it comes again, from where the group stands.
    if (cursor === undefined || !this.#cursors.includes(cursor)) return;
    const records = batch.records.filter(({ offset }) => offset >= cursor.offset);
    if (batch.next === undefined || batch.next <= cursor.offset) return;
    cursor.offset = batch.next;
    if (records.length > 0) cursor.paused = this.#options.onRecords({ ...batch, records });
  }

  #retryLater(err: unknown): void {
    const { clock, log } = this.#connection;
    if (this.#closing.signal.aborted) return;
    this.#stale = true;
    log.warn({ group: this.#options.group, err }, 'a group reads again after a pause');
    clock.setTimer(RETRY_DELAY_MS, () => this.#fetchOn());
  }
}

import { AppError, type Clock, type Log } from '@firstring/kernel';
import { processing } from '../messaging-telemetry.ts';
import type { BusMessage, PartitionBounds, Position, Tail, TailOptions } from '../port.ts';
import {
  type KafkaDriver,
  OffsetOutOfRange,
  type PartitionReader,
  type PartitionRecords,
  type TopicPartition,
} from './driver.ts';
import { fromRecord } from './record.ts';

export interface TailDeps {
  readonly driver: KafkaDriver;
  readonly clock: Clock;
  readonly log: Log;
}

const MAX_BATCH = 500;
/** A fetch waits so long at the broker when there is nothing new; what comes meanwhile ends it at once. */
const FETCH_WAIT_MS = 500;
const RETRY_DELAY_MS = 100;
const RETRY_DELAY_MS_MAX = 2000;
/** How often what cannot be read is looked at again, and complained of. */
const BLOCKED_RETRY_MS = 30_000;

interface Cursor extends TopicPartition {
  offset: bigint;
  /** The end when the tail started. */
  readonly target: bigint;
  /** What comes next cannot be read: not asked for again before, by the monotonic clock. */
  blockedUntilMs: number;
}

/** Reads whole topics without a group: nothing is committed, no coordinator is asked. */
export function startTail(deps: TailDeps, options: TailOptions): Tail {
  const caughtUp = Promise.withResolvers<void>();
  const closed = new TailReader(deps, options, caughtUp.resolve).run();
  closed.then(
    () => caughtUp.resolve(),
    (err: unknown) => {
      deps.log.error({ topics: options.topics, err }, 'tail failed');
      caughtUp.reject(err);
    },
  );
  // Who waits for `closed` alone has heard of the failure already.
  caughtUp.promise.catch((err: unknown) =>
    deps.log.debug({ topics: options.topics, err }, 'tail never caught up'),
  );
  return { caughtUp: caughtUp.promise, closed };
}

const ignore = (): void => {};

/** What a handler threw: the one thing that ends a tail. */
class HandlerFailure extends Error {}

class TailReader {
  readonly #deps: TailDeps;
  readonly #options: TailOptions;
  readonly #caughtUp: () => void;
  /** One batch at a time over all partitions. */
  #handling: Promise<void> = Promise.resolve();
  #behind = true;
  #failures = 0;

  constructor(deps: TailDeps, options: TailOptions, caughtUp: () => void) {
    this.#deps = deps;
    this.#options = options;
    this.#caughtUp = caughtUp;
  }

  /** Connects, reads, and after a failure does so again from where it was. */
  async run(): Promise<void> {
    const { signal, topics } = this.#options;
    let cursors: readonly Cursor[] | undefined;
    while (!signal.aborted) {
      try {
        cursors ??= startingCursors(await this.#deps.driver.bounds(topics), this.#options.from);
        this.#noteCaughtUp(cursors);
        await using reader = await this.#deps.driver.openReader(topics);
        await this.#readAll(reader, cursors);
      } catch (err) {
        if (err instanceof HandlerFailure) throw err.cause;
        if (signal.aborted) return;
        if (err instanceof OffsetOutOfRange) await this.#moveIntoRange(cursors ?? []);
        else await this.#backOff(err);
      }
    }
  }

  async #readAll(reader: PartitionReader, cursors: readonly Cursor[]): Promise<void> {
    const { signal } = this.#options;
    const round = new AbortController();
    const stop = AbortSignal.any([signal, round.signal]);
    const parts = await reader.byLeader(cursors);
    const loops = parts.map((part) => {
      const mine = cursors.filter((cursor) => part.some((of) => isSame(of, cursor)));
      return this.#readPart(reader, mine, { stop, all: cursors }).finally(() => round.abort());
    });
    const failed = (await Promise.allSettled(loops)).find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  /** Everything one broker leads. */
  async #readPart(
    reader: PartitionReader,
    cursors: readonly Cursor[],
    { stop, all }: { stop: AbortSignal; all: readonly Cursor[] },
  ): Promise<void> {
    const { clock, log } = this.#deps;
    while (!stop.aborted) {
      const nowMs = clock.monotonicMs();
      const open = cursors.filter(({ blockedUntilMs }) => blockedUntilMs <= nowMs);
      if (open.length === 0) {
        await clock.sleep(FETCH_WAIT_MS, stop).catch(() => log.debug({}, 'tail stopped'));
        continue;
      }
      const fetched = await untilStopped(reader.fetch(open, FETCH_WAIT_MS), stop);
      this.#failures = 0;
      for (const records of fetched ?? []) {
        const cursor = cursors.find((candidate) => isSame(candidate, records));
        if (cursor !== undefined) await this.#take(cursor, records, stop);
      }
      this.#noteCaughtUp(all);
    }
  }

  async #take(cursor: Cursor, { records, next }: PartitionRecords, stop: AbortSignal): Promise<void> {
    const { maxBatch = MAX_BATCH } = this.#options;
    const fresh = records.filter(({ offset }) => offset >= cursor.offset);
    for (let at = 0; at < fresh.length && !stop.aborted; at += maxBatch) {
      const part = fresh.slice(at, at + maxBatch).map((record) => fromRecord(record, cursor));
      const blockedAt = part.findIndex(({ blocked }) => blocked !== undefined);
      const readable = blockedAt < 0 ? part : part.slice(0, blockedAt);
      const batch = readable.flatMap(({ message, flaw }) => {
        if (flaw === undefined) return [message];
        this.#skip(message, flaw);
        return [];
      });
      if (batch.length > 0 && !(await this.#handle(batch, stop))) return;
      cursor.offset = (readable.at(-1)?.message.offset ?? cursor.offset - 1n) + 1n;
      const blocked = part[blockedAt]?.blocked;
      if (blocked !== undefined) return this.#standStill(cursor, blocked);
    }
    if (!stop.aborted && next !== undefined && next > cursor.offset) cursor.offset = next;
  }

  /** False when stopped before its turn came. */
  #handle(batch: readonly BusMessage[], stop: AbortSignal): Promise<boolean> {
    const handled = this.#handling.then(async () => {
      if (stop.aborted) return false;
      try {
        await processing({ batch, clock: this.#deps.clock }, () => this.#options.handler(batch));
        return true;
      } catch (cause) {
        throw new HandlerFailure('the handler threw', { cause });
      }
    });
    this.#handling = handled.then(ignore, ignore);
    return handled;
  }

  #standStill(cursor: Cursor, why: string): void {
    const { topic, partition, offset } = cursor;
    this.#deps.log.error({ topic, partition, offset, why }, 'partition stands still');
    cursor.blockedUntilMs = this.#deps.clock.monotonicMs() + BLOCKED_RETRY_MS;
  }

  /** A tail has no dead letters: others read the topic with a group, and theirs has it. */
  #skip({ topic, partition, offset }: BusMessage, flaw: string): void {
    this.#deps.log.error({ topic, partition, offset, flaw }, 'tail passed over what is no message of ours');
  }

  #noteCaughtUp(cursors: readonly Cursor[]): void {
    if (!this.#behind || cursors.some(({ offset, target }) => offset < target)) return;
    this.#behind = false;
    this.#caughtUp();
  }

  /** Retention has passed a reader that was too slow, or the log was lost: it goes on with what there is, and says so loudly. */
  async #moveIntoRange(cursors: readonly Cursor[]): Promise<void> {
    const { driver, log } = this.#deps;
    for (const bounds of await driver.bounds(this.#options.topics)) {
      const cursor = cursors.find((candidate) => isSame(candidate, bounds));
      if (cursor === undefined || (cursor.offset >= bounds.first && cursor.offset <= bounds.end)) continue;
      log.error({ ...bounds, offset: cursor.offset }, 'the log no longer has what a tail reads next');
      cursor.offset = bounds.first;
    }
  }

  async #backOff(failure: unknown): Promise<void> {
    const { clock, log } = this.#deps;
    const delayMs = Math.min(RETRY_DELAY_MS * 2 ** this.#failures, RETRY_DELAY_MS_MAX);
    this.#failures += 1;
    log.warn({ topics: this.#options.topics, err: failure, delayMs }, 'tail reads again after a pause');
    await clock.sleep(delayMs, this.#options.signal).catch(() => log.debug({}, 'tail stopped'));
  }
}

function startingCursors(bounds: readonly PartitionBounds[], from: TailOptions['from']): readonly Cursor[] {
  return bounds.map(({ topic, partition, first, end }) => ({
    topic,
    partition,
    target: end,
    blockedUntilMs: 0,
    offset: startOf({ topic, partition, first, end }, from),
  }));
}

function startOf({ first, end, ...of }: PartitionBounds, from: TailOptions['from']): bigint {
  if (from === 'beginning') return first;
  if (from === 'end') return end;
  const given = from.find((position: Position) => isSame(position, of))?.offset ?? first;
  if (given > end) {
    const message = `position ${given} of ${of.topic}/${of.partition} is beyond its end ${end}: the log was lost or replaced`;
    throw new HandlerFailure(message, {
      cause: new AppError({ reason: 'BUS_LOG_REPLACED', code: 'failed_precondition', message }),
    });
  }
  return given < first ? first : given;
}

function isSame(left: TopicPartition, right: TopicPartition): boolean {
  return left.partition === right.partition && left.topic === right.topic;
}

/** Undefined when stopped first; the fetch then ends by itself, unheard. */
async function untilStopped<Value>(work: Promise<Value>, stop: AbortSignal): Promise<Value | undefined> {
  const { promise: stopped, resolve } = Promise.withResolvers<undefined>();
  const end = (): void => resolve(undefined);
  stop.addEventListener('abort', end, { once: true });
  if (stop.aborted) end();
  try {
    return await Promise.race([work, stopped]);
  } finally {
    stop.removeEventListener('abort', end);
    work.catch(ignore);
  }
}

import type { Bus, BusMessage, PartitionBounds, Position } from '@firstring/bus';
import { failpoint, type Clock } from '@firstring/kernel';
import { updateDocument } from '@firstring/service-kit';
import type { Collection } from '@firstring/store';
import type { SchedulerEvents } from '../../events.ts';
import { POSITIONS_ID, type PositionsDocument } from '../../store/owner.ts';

const SAVE_MS = 1000;
const RESTART_MS = 500;

export interface FollowLogOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly events: SchedulerEvents;
  readonly topics: readonly string[];
  /** Absent = nothing is kept: each start reads from `from`, or from the beginning. */
  readonly positions?: Collection<PositionsDocument>;
  /** Where to begin instead of at the stored positions, where it is given for a partition. */
  readonly from?: readonly Position[];
  readonly take: (message: BusMessage) => Promise<void>;
}

/** Reads the log without a group: the order lives in memory, so every start reads from where the last one was known to be. */
export interface FollowedLog extends AsyncDisposable {
  /** Resolves once everything that was there at the start has been taken in. */
  readonly caughtUp: Promise<void>;
  /** The next offset of each partition: what is before has been taken in. */
  positions(): readonly Position[];
}

/**
 * Starts at the stored positions, or, the first time, at the end: what is older comes from lead-store. Without positions, for topics that
 * keep what is so now, at the beginning.
 */
export async function followLog(options: FollowLogOptions): Promise<FollowedLog> {
  const stopping = new AbortController();
  const positions = await startOf(options);
  const first = tail(options, positions, stopping.signal);
  const following = follow(options, { positions, first, signal: stopping.signal });
  const saving =
    options.positions === undefined ? undefined : savePositions(options, positions, stopping.signal);
  return {
    caughtUp: first.caughtUp,
    positions: () => [...positions.values()],
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await Promise.allSettled([following, saving]);
      await store(options, positions);
    },
  };
}

async function startOf(options: FollowLogOptions): Promise<Map<string, Position>> {
  const positions = new Map<string, Position>();
  if (options.positions === undefined) {
    for (const position of options.from ?? []) positions.set(keyOf(position), position);
    return positions;
  }
  const stored = await options.positions.get(POSITIONS_ID);
  const bounds = await options.bus.bounds(options.topics);
  for (const { topic, partition, offset } of stored?.doc.positions ?? []) {
    positions.set(keyOf({ topic, partition }), { topic, partition, offset: BigInt(offset) });
  }
  if (isBeyond(positions, bounds)) {
    // As at the first start then: lead-store has what the log no longer has.
    options.events.logLost({
      err: new Error('the log ends before what was read of it: it was lost or replaced'),
    });
    positions.clear();
  }
  if (positions.size > 0) {
    for (const position of options.from ?? []) positions.set(keyOf(position), position);
    return positions;
  }
  for (const { topic, partition, end } of bounds) {
    positions.set(keyOf({ topic, partition }), { topic, partition, offset: end });
  }
  // Before anything is read: a restart must not begin at an end that is further on by then.
  await store(options, positions);
  return positions;
}

function isBeyond(positions: ReadonlyMap<string, Position>, bounds: readonly PartitionBounds[]): boolean {
  return bounds.some((of) => (positions.get(keyOf(of))?.offset ?? 0n) > of.end);
}

function keyOf({ topic, partition }: Pick<Position, 'topic' | 'partition'>): string {
  return `${topic}/${partition}`;
}

function tail(options: FollowLogOptions, positions: Map<string, Position>, signal: AbortSignal) {
  return options.bus.tail({
    topics: options.topics,
    from: positions.size > 0 ? [...positions.values()] : 'beginning',
    signal,
    handler: async (batch) => {
      for (const message of batch) {
        await takeSafely(options, message);
        const { topic, partition, offset } = message;
        positions.set(keyOf(message), { topic, partition, offset: offset + 1n });
      }
    },
  });
}

/** One message that cannot be read must not stop the process it belongs to: it is reported and passed over. */
async function takeSafely(options: FollowLogOptions, message: BusMessage): Promise<void> {
  try {
    await options.take(message);
  } catch (error) {
    options.events.messageRefused({ topic: message.topic, messageId: message.id, err: error });
  }
}

async function follow(
  options: FollowLogOptions,
  run: { positions: Map<string, Position>; first: ReturnType<typeof tail>; signal: AbortSignal },
): Promise<void> {
  let current = run.first;
  while (!run.signal.aborted) {
    try {
      await current.closed;
    } catch (error) {
      options.events.logLost({ err: error });
    }
    if (run.signal.aborted) return;
    await options.clock.sleep(RESTART_MS, run.signal);
    current = tail(options, run.positions, run.signal);
    current.caughtUp.catch((error: unknown) => options.events.logLost({ err: error }));
  }
}

async function savePositions(
  options: FollowLogOptions,
  positions: Map<string, Position>,
  signal: AbortSignal,
): Promise<void> {
  let saved = '';
  while (!signal.aborted) {
    await options.clock.sleep(SAVE_MS, signal);
    const text = JSON.stringify(encode(positions));
    if (text === saved) continue;
    try {
      await store(options, positions);
      saved = text;
    } catch (error) {
      options.events.logLost({ err: error });
    }
  }
}

async function store(options: FollowLogOptions, positions: Map<string, Position>): Promise<void> {
  if (options.positions === undefined) return;
  await failpoint('scheduler.s6.before');
  await updateDocument(options.positions, POSITIONS_ID, () => ({
    answer: undefined,
    doc: { positions: encode(positions) },
  }));
  await failpoint('scheduler.s6.after');
}

function encode(positions: Map<string, Position>): PositionsDocument['positions'] {
  return [...positions.values()].map(({ topic, partition, offset }) => ({
    topic,
    partition,
    offset: offset.toString(),
  }));
}

import type { Bus, Position } from '@firstring/bus';
import { untilAborted, type Clock } from '@firstring/kernel';
import type { Collection } from '@firstring/store';
import type { Snapshots } from '../../app/snapshots.ts';
import type { StartOptions } from '../../app/start-scheduling.ts';
import type { SchedulerDeps } from '../../app/scheduler-deps.ts';
import type { SchedulerEvents } from '../../events.ts';
import { POSITIONS_ID, type PositionsDocument } from '../../store/owner.ts';
import { followLog } from './follow-log.ts';
import { FOLLOWED_TOPICS, REMEMBERED_TOPICS, takeMessage } from './log-follower.ts';

export interface LogReadingOptions {
  readonly deps: SchedulerDeps;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly events: SchedulerEvents;
  readonly positions: Collection<PositionsDocument>;
  readonly snapshots: Snapshots | undefined;
  /** What is opened here is closed with it. */
  readonly opened: AsyncDisposableStack;
  /** Nobody waits for the log's end after it. */
  readonly signal: AbortSignal;
}

/** How the order is kept from the log: as its owner, who stores how far it has read, and before that as a standby, who does not. */
export function logReading(options: LogReadingOptions): Pick<StartOptions, 'follow' | 'standBy'> {
  const { deps, bus, clock, events, positions, snapshots, opened, signal } = options;
  const take = (message: Parameters<typeof takeMessage>[1]): Promise<void> => takeMessage(deps, message);
  const reading = { bus, clock, events, take };
  const followAsOwner = async (from: readonly Position[]): Promise<void> => {
    const log = opened.use(await followLog({ ...reading, topics: FOLLOWED_TOPICS, positions, from }));
    snapshots?.start(() => log.positions());
    await unlessAborted(log.caughtUp, signal);
  };
  const remember = async (): Promise<void> => {
    const remembered = opened.use(await followLog({ ...reading, topics: REMEMBERED_TOPICS }));
    await unlessAborted(remembered.caughtUp, signal);
  };
  return {
    follow: async (from) => {
      await Promise.all([followAsOwner(from), remember()]);
    },
    standBy: async (from) => {
      const ends = (await bus.bounds(FOLLOWED_TOPICS)).map((at) => ({ ...at, offset: at.end }));
      const log = await followLog({ ...reading, topics: FOLLOWED_TOPICS, from: [...ends, ...from] });
      // Closed twice is closed: with the service, or when the owner's reading takes over.
      opened.use(log);
      await Promise.all([unlessAborted(log.caughtUp, signal), remember()]);
      return async () => {
        await log[Symbol.asyncDispose]();
        const stored = await positions.get(POSITIONS_ID);
        await followAsOwner(behind(log.positions(), stored?.doc.positions ?? []));
      };
    },
  };
}

/** Rejects as soon as the signal aborts. */
async function unlessAborted(waited: Promise<void>, signal: AbortSignal): Promise<void> {
  using aborted = untilAborted(signal);
  await Promise.race([waited, aborted.promise]);
  signal.throwIfAborted();
}

/** Of each partition the place that both have read to. */
function behind(ours: readonly Position[], stored: PositionsDocument['positions']): readonly Position[] {
  const theirs = new Map(
    stored.map(({ topic, partition, offset }) => [`${topic}/${partition}`, BigInt(offset)]),
  );
  return ours.map((position) => {
    const offset = theirs.get(`${position.topic}/${position.partition}`);
    return offset !== undefined && offset < position.offset ? { ...position, offset } : position;
  });
}

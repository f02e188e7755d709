import type { Position } from '@firstring/bus';
import type { Collection } from '@firstring/store';
import type { AgentDocument } from '../store/agents.ts';
import type { Ownership } from './ownership.ts';
import { readConfiguration, rebuildOrder } from './rebuild-order.ts';
import { goOnReturning, reconcileAgents, restoreAgents } from './recover-agents.ts';
import { returnUnheldDialbacks } from './recover-dialbacks.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';
import type { LoadedSnapshot } from './snapshot-frames.ts';

const RETRY_MS = 500;

export interface StartOptions {
  readonly ownership: Ownership;
  readonly agents: Collection<AgentDocument>;
  /** The orders as a run before has left them on disk, in an epoch below this one. */
  readonly load: (epoch: number) => Promise<LoadedSnapshot | undefined>;
  /** Starts following the log as its owner, from the snapshot's positions; resolves once what was there has been taken in. */
  readonly follow: (from: readonly Position[]) => Promise<void>;
  /**
   * Starts following the log as a standby, from the snapshot's positions or from now on; resolves once what was there has been taken in. What
   * is returned goes on as the owner: from where its owner or this instance has read to, whichever is less.
   */
  readonly standBy: (from: readonly Position[]) => Promise<() => Promise<void>>;
  readonly signal: AbortSignal;
}

/**
 * Serves once this instance owns the order. Where another one does, the order is built all the same and kept up to date, so that
 * taking over is quick. What other services cannot answer yet is asked again until they can.
 */
export async function startScheduling(deps: SchedulerDeps, options: StartOptions): Promise<void> {
  const { ownership, signal } = options;
  const startedAt = deps.clock.monotonicMs();
  const epoch = await untilItWorks(deps, signal, () => ownership.tryTake());
  if (epoch === undefined) await standByAndTakeOver(deps, options);
  else await startAsOwner(deps, options, { epoch, startedAt });
}

/**
 * A higher epoch, the agents as they were, then the order of the last snapshot and the log from there, or, without one, the log and then
 * all leads; nothing is presented before.
 */
async function startAsOwner(
  deps: SchedulerDeps,
  options: StartOptions,
  { epoch, startedAt }: { epoch: number; startedAt: number },
): Promise<void> {
  beOwner(deps, epoch);
  // Agents first: the log may hold the end of their calls.
  const agents = await restoreAgents(deps, options.agents);
  const snapshot = await adoptSnapshot(deps, options, epoch);
  // Only then the cards: what happens after they were read is in the log's part that comes next.
  await options.follow(snapshot?.positions ?? []);
  const leads = await untilItWorks(deps, options.signal, async () => {
    const count = await rebuildOrder(deps, { isRestored: snapshot !== undefined, signal: options.signal });
    await reconcileAgents(deps);
    return count;
  });
  options.signal.throwIfAborted();
  serve(deps, { leads, agents, startedAt });
}

/**
 * The order without the agents; then, once it is ours, the agents, and the log from where the owner before had surely read to: what this
 * instance has read already comes again, and changes nothing.
 */
async function standByAndTakeOver(deps: SchedulerDeps, options: StartOptions): Promise<void> {
  const { ownership, signal } = options;
  const warmedAt = deps.clock.monotonicMs();
  const snapshot = await adoptSnapshot(deps, options, (ownership.other?.epoch ?? 0) + 1);
  const goOnAsOwner = await options.standBy(snapshot?.positions ?? []);
  const isRestored = snapshot !== undefined;
  const leads = await untilItWorks(deps, signal, () => rebuildOrder(deps, { isRestored, signal }));
  deps.status.phase = 'standby';
  deps.status.deletedMeanwhile.clear();
  deps.orders.serve();
  const tookMs = Math.round(deps.clock.monotonicMs() - warmedAt);
  deps.events.standingBy({ owner: ownership.other?.instance ?? '', leads, tookMs });
  const epoch = await ownership.take(signal);
  signal.throwIfAborted();
  const startedAt = deps.clock.monotonicMs();
  beOwner(deps, epoch);
  const agents = await untilItWorks(deps, signal, () => restoreAgents(deps, options.agents));
  await goOnAsOwner();
  await untilItWorks(deps, signal, () => reconcileAgents(deps));
  signal.throwIfAborted();
  serve(deps, { leads, agents, startedAt });
}

function beOwner(deps: SchedulerDeps, epoch: number): void {
  deps.status.epoch = epoch;
  deps.decisionLog.epoch = epoch;
}

async function adoptSnapshot(
  deps: SchedulerDeps,
  options: StartOptions,
  epoch: number,
): Promise<LoadedSnapshot | undefined> {
  const snapshot = await options.load(epoch);
  if (snapshot === undefined) return undefined;
  for (const [processId, order] of snapshot.orders) deps.orders.adopt(processId, order);
  // Cards in the log bring placements for the campaigns their leads are in by then.
  await untilItWorks(deps, options.signal, () => readConfiguration(deps));
  return snapshot;
}

function serve(
  deps: SchedulerDeps,
  { leads, agents, startedAt }: { leads: number; agents: number; startedAt: number },
): void {
  goOnReturning(deps);
  returnUnheldDialbacks(deps);
  deps.status.phase = 'serving';
  deps.orders.serve();
  deps.status.deletedMeanwhile.clear();
  const { epoch } = deps.status;
  deps.events.rebuilt({ epoch, leads, agents, tookMs: Math.round(deps.clock.monotonicMs() - startedAt) });
  for (const session of deps.agents.all()) deps.agents.notify(session);
  deps.outreach.start();
  deps.match();
}

async function untilItWorks<T>(deps: SchedulerDeps, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (err) {
      if (signal.aborted) throw err;
      deps.events.rebuildFailed({ err });
      await deps.clock.sleep(RETRY_MS, signal);
    }
  }
}

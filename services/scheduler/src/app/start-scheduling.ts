import type { Position } from '@firstring/bus';
import { updateDocument } from '@firstring/service-kit';
import type { Collection } from '@firstring/store';
import type { AgentDocument } from '../store/agents.ts';
import { EPOCH_ID, type EpochDocument } from '../store/owner.ts';
import { readConfiguration, rebuildOrder } from './rebuild-order.ts';
import { goOnReturning, reconcileAgents, restoreAgents } from './recover-agents.ts';
import { returnUnheldDialbacks } from './recover-dialbacks.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';
import type { LoadedSnapshot } from './snapshot-frames.ts';

const RETRY_MS = 500;

export interface StartOptions {
  readonly epochs: Collection<EpochDocument>;
  readonly agents: Collection<AgentDocument>;
  /** The orders as a run before has left them on disk. */
  readonly load: () => Promise<LoadedSnapshot | undefined>;
  /** Starts following the log, from the snapshot's positions; resolves once what was there has been taken in. */
  readonly follow: (from: readonly Position[]) => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Takes the order over: a higher epoch, the agents as they were, then the order of the last snapshot and the log from there, or, without
 * one, the log and then all leads; nothing is presented before.
 * What other services cannot answer yet is asked again until they can.
 */
export async function startScheduling(deps: SchedulerDeps, options: StartOptions): Promise<void> {
  const startedAt = deps.clock.monotonicMs();
  deps.status.epoch = await raiseEpoch(options.epochs);
  deps.decisionLog.epoch = deps.status.epoch;
  // Agents first: the log may hold the end of their calls.
  const agents = await restoreAgents(deps, options.agents);
  const snapshot = await options.load();
  for (const [processId, order] of snapshot?.orders ?? []) deps.orders.adopt(processId, order);
  // Cards in the log bring placements for the campaigns their leads are in by then.
  const isRestored = snapshot !== undefined;
  if (isRestored) await untilItWorks(deps, options.signal, () => readConfiguration(deps));
  // Only then the cards: what happens after they were read is in the log's part that comes next.
  await options.follow(snapshot?.positions ?? []);
  const leads = await untilItWorks(deps, options.signal, async () => {
    const count = await rebuildOrder(deps, { isRestored, signal: options.signal });
    await reconcileAgents(deps);
    return count;
  });
  goOnReturning(deps);
  returnUnheldDialbacks(deps);
  deps.status.phase = 'serving';
  deps.orders.serve();
  deps.status.deletedMeanwhile.clear();
  const { epoch } = deps.status;
  deps.events.rebuilt({ epoch, leads, agents, tookMs: Math.round(deps.clock.monotonicMs() - startedAt) });
  for (const session of deps.agents.all()) deps.agents.notify(session);
  deps.match();
}

async function raiseEpoch(epochs: Collection<EpochDocument>): Promise<number> {
  return updateDocument(epochs, EPOCH_ID, (doc) => {
    const epoch = (doc?.epoch ?? 0) + 1;
    return { answer: epoch, doc: { epoch } };
  });
}

async function untilItWorks<T>(deps: SchedulerDeps, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (err) {
      if (signal.aborted) throw err;
      deps.events.rebuildFailed({ err });
      await deps.clock.sleep(RETRY_MS, signal);
    }
  }
}

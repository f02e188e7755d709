import { agentOf, isQueued } from '../../domain/callers/caller.ts';
import { positionsOf } from '../../domain/callers/caller-queue.ts';
import type { SchedulerDeps } from '../scheduler-deps.ts';

/** Pages are told of changes no more often than that. */
const ROUND_MS = 1000;

/** One who waits, or whose agent is being rung. */
export interface WaitingCaller {
  readonly attemptId: string;
  readonly incomingNumberId: string;
  readonly campaignId: string;
  readonly leadId: string;
  readonly phone: string;
  readonly arrivedAt: number;
  readonly position: number;
  readonly ringingAgentId: string;
}

export interface CallerChanges {
  /** The first of a stream: everybody who is there. */
  readonly complete: boolean;
  readonly callers: readonly WaitingCaller[];
  readonly goneIds: readonly string[];
}

/** Everybody at once, then those who changed, once a second at most; only what is new now is kept, so a slow reader makes no queue. */
export async function* watchCallers(
  deps: Pick<SchedulerDeps, 'callers' | 'clock'>,
  processId: string,
  signal: AbortSignal,
): AsyncGenerator<CallerChanges> {
  const told = new Map<string, string>();
  for (let complete = true; !signal.aborted; complete = false) {
    const changes = changesSince(told, waitingCallers(deps, processId));
    if (complete || changes.callers.length > 0 || changes.goneIds.length > 0) yield { complete, ...changes };
    try {
      await deps.clock.sleep(ROUND_MS, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}

function waitingCallers({ callers }: Pick<SchedulerDeps, 'callers'>, processId: string): WaitingCaller[] {
  const positions = positionsOf(callers.queue);
  return callers.queue
    .filter((caller) => caller.processId === processId && isQueued(caller) && !caller.isDialled)
    .map((caller) => ({
      attemptId: caller.attemptId,
      incomingNumberId: caller.incomingNumberId,
      campaignId: caller.campaignIds[0] ?? '',
      leadId: caller.leadId,
      phone: caller.phone,
      arrivedAt: caller.arrivedAt,
      position: positions.get(caller.attemptId) ?? 0,
      ringingAgentId: agentOf(caller) ?? '',
    }));
}

function changesSince(
  told: Map<string, string>,
  callers: readonly WaitingCaller[],
): Pick<CallerChanges, 'callers' | 'goneIds'> {
  const changed = callers.filter((caller) => {
    const text = JSON.stringify(caller);
    if (told.get(caller.attemptId) === text) return false;
    told.set(caller.attemptId, text);
    return true;
  });
  const here = new Set(callers.map(({ attemptId }) => attemptId));
  const goneIds = [...told.keys()].filter((attemptId) => !here.has(attemptId));
  for (const attemptId of goneIds) told.delete(attemptId);
  return { callers: changed, goneIds };
}

import { dayAt } from '../domain/agent/agent-day.ts';
import {
  hasIdleGap,
  isSuspect,
  offlineAgent,
  type Presence,
  type Work,
} from '../domain/agent/agent-state.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** Pages are told of changes no more often than that, ms: with the way to the page that is within a second (wallboard). */
export const WATCH_ROUND_MS = 500;

/** One agent as a process sees them: what they do for another one is not told. */
export interface AgentAtWork {
  readonly agentId: string;
  readonly presence: Presence;
  readonly presenceAt: number;
  readonly notReadyReason: string;
  readonly notReadyPending: boolean;
  readonly notReadyBy: string;
  readonly campaignIds: readonly string[];
  /** Undefined: nothing in hand, or another process's. */
  readonly work: Pick<Work, 'leadId' | 'campaignId' | 'level' | 'lane'> | undefined;
  readonly presentedToday: number;
  readonly callsToday: number;
  readonly lastPresentedAt: number | undefined;
  readonly idleGap: boolean;
  readonly suspect: boolean;
}

export interface AgentChanges {
  /** The first of a stream: everybody who is there. */
  readonly complete: boolean;
  readonly agents: readonly AgentAtWork[];
  readonly goneIds: readonly string[];
}

/** Everybody at once, then those who changed, twice a second at most; only what is new now is kept, so a slow reader makes no queue. */
export async function* watchAgents(
  deps: SchedulerDeps,
  processId: string,
  signal: AbortSignal,
): AsyncGenerator<AgentChanges> {
  const told = new Map<string, string>();
  for (let complete = true; !signal.aborted; complete = false) {
    const changes = changesSince(told, agentsAtWork(deps, processId));
    if (complete || changes.agents.length > 0 || changes.goneIds.length > 0) yield { complete, ...changes };
    try {
      await deps.clock.sleep(WATCH_ROUND_MS, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}

/** Those who work in a campaign of the process that is not closed. */
export function agentsAtWork(deps: SchedulerDeps, processId: string): readonly AgentAtWork[] {
  const campaignsOf = new Map<string, string[]>();
  for (const campaignId of deps.campaigns.idsOf(processId)) {
    for (const agentId of deps.campaigns.get(campaignId)?.agentIds ?? []) {
      const known = campaignsOf.get(agentId);
      if (known === undefined) campaignsOf.set(agentId, [campaignId]);
      else known.push(campaignId);
    }
  }
  return [...campaignsOf].map(([agentId, campaignIds]) =>
    describe(deps, { agentId, campaignIds }, processId),
  );
}

function describe(
  deps: SchedulerDeps,
  { agentId, campaignIds }: Pick<AgentAtWork, 'agentId' | 'campaignIds'>,
  processId: string,
): AgentAtWork {
  const nowAt = deps.clock.now();
  const session = deps.agents.get(agentId);
  // Whom nobody has heard of is Offline since ever, not since now.
  const state = session?.state ?? offlineAgent(agentId, 0);
  const { presence, presenceAt, notReadyReason, pendingReason, notReadyBy = '', work } = state;
  const day = session === undefined ? undefined : dayAt(session.day, nowAt);
  return {
    agentId,
    presence,
    presenceAt,
    notReadyReason: pendingReason ?? notReadyReason,
    notReadyPending: pendingReason !== undefined,
    notReadyBy,
    campaignIds,
    work: work?.processId === processId ? work : undefined,
    presentedToday: day?.presented ?? 0,
    callsToday: day?.calls ?? 0,
    lastPresentedAt: day?.lastPresentedAt,
    idleGap: hasIdleGap(state, nowAt),
    suspect: isSuspect(state, nowAt),
  };
}

function changesSince(
  told: Map<string, string>,
  agents: readonly AgentAtWork[],
): Pick<AgentChanges, 'agents' | 'goneIds'> {
  const changed = agents.filter((agent) => {
    const { work, ...shown } = agent;
    const text = JSON.stringify([shown, work?.leadId, work?.campaignId, work?.lane]);
    if (told.get(agent.agentId) === text) return false;
    told.set(agent.agentId, text);
    return true;
  });
  const here = new Set(agents.map(({ agentId }) => agentId));
  const goneIds = [...told.keys()].filter((agentId) => !here.has(agentId));
  for (const agentId of goneIds) told.delete(agentId);
  return { agents: changed, goneIds };
}

import { reasonError } from '@firstring/contracts';
import { offlineAgent, type AgentState, type Presence } from '../domain/agent/agent-state.ts';
import { requireServing } from './agent-commands.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** Somebody a call may be given to, and what they do now. */
export interface Colleague {
  readonly agentId: string;
  readonly presence: Presence;
  readonly presenceAt: number;
  /** Nothing in hand, and no call on its way to them. */
  readonly free: boolean;
}

/** Who shares a campaign with the agent in this process; the process is a wall, so nobody else does. */
export function colleaguesOf(deps: SchedulerDeps, agentId: string, processId: string): ReadonlySet<string> {
  const scope = deps.campaigns.scopesOf(agentId).find((each) => each.processId === processId);
  const colleagues = new Set<string>();
  for (const campaignId of scope?.campaignIds ?? []) {
    for (const colleague of deps.campaigns.get(campaignId)?.agentIds ?? []) colleagues.add(colleague);
  }
  colleagues.delete(agentId);
  return colleagues;
}

/** For the call in hand: those who could take it first, Ready before Not Ready. Throws NO_PREVIEW. */
export function listColleagues(deps: SchedulerDeps, agentId: string): readonly Colleague[] {
  requireServing(deps);
  const work = deps.agents.get(agentId)?.state.work;
  if (work === undefined) throw reasonError('NO_PREVIEW');
  const nowAt = deps.clock.now();
  return [...colleaguesOf(deps, agentId, work.processId)]
    .map((colleagueId) => describe(deps.agents.get(colleagueId)?.state ?? offlineAgent(colleagueId, nowAt)))
    .toSorted((a, b) => rank(a) - rank(b) || (a.agentId < b.agentId ? -1 : 1));
}

function describe(state: AgentState): Colleague {
  const { agentId, presence, presenceAt } = state;
  return { agentId, presence, presenceAt, free: isFree(state) };
}

/** Without a page open nobody would see whose call it is that rings. */
export function isFree({ presence, work, handover }: AgentState): boolean {
  return presence !== 'offline' && work === undefined && handover === undefined;
}

function rank({ free, presence }: Colleague): number {
  if (free) return presence === 'ready' ? 0 : 1;
  return presence === 'offline' ? 3 : 2;
}

import type { Lane } from '@firstring/domain';
import { hasIdleGap, type AgentState } from '../domain/agent/agent-state.ts';
import { askingFor } from '../domain/dialback-queue.ts';
import type { Reason } from '../domain/order/standing.ts';
import type { AgentSession } from './agent-sessions.ts';
import type { ProcessScope } from './campaign-registry.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** Everything a page shows of the scheduler's knowledge, at one instant. */
export interface DeskView {
  readonly state: AgentState;
  readonly sequence: number;
  readonly serverAt: number;
  /** */
  readonly waiting: ReadonlyMap<Lane, number>;
  /** only while the agent is Ready and has nothing. */
  readonly empty: EmptyView | undefined;
  readonly heldBack: readonly Reason[];
  readonly idleGap: boolean;
}

export function viewDesk(deps: SchedulerDeps, session: AgentSession): DeskView {
  const nowAt = deps.clock.now();
  const { state, sequence } = session;
  const empty = isWaiting(state) ? viewEmpty(deps, session.agentId, nowAt) : undefined;
  return {
    state,
    sequence,
    serverAt: nowAt,
    waiting: waitingCounts(deps, {
      agentId: session.agentId,
      scopes: deps.campaigns.scopesOf(session.agentId),
    }),
    empty,
    heldBack: empty?.heldBack ?? [],
    idleGap: hasIdleGap(state, nowAt),
  };
}

/** Why an agent who waits has nothing, and what holds the leads back, soonest first. */
export interface EmptyView {
  readonly reason: string;
  readonly nextDueAt: number | undefined;
  readonly heldBack: readonly Reason[];
}

export function viewEmpty(deps: SchedulerDeps, agentId: string, nowAt: number): EmptyView {
  const heldBack = waitingReasons(deps, agentId, nowAt);
  return { reason: emptyReason(deps, agentId, heldBack), nextDueAt: heldBack[0]?.clearsAt, heldBack };
}

function isWaiting({ presence, work }: AgentState): boolean {
  return presence === 'ready' && work === undefined;
}

/** Soonest first; over all processes the agent works in. */
function waitingReasons(deps: SchedulerDeps, agentId: string, nowAt: number): readonly Reason[] {
  const soonest = new Map<string, Reason>();
  for (const { processId, campaignIds } of deps.campaigns.scopesOf(agentId)) {
    const order = deps.orders.find(processId)?.order;
    for (const found of order?.view.waitingReasons({ agentId, campaignIds }, nowAt) ?? []) {
      const known = soonest.get(found.reason);
      if (known === undefined || clearsAt(found) < clearsAt(known)) soonest.set(found.reason, found);
    }
  }
  return [...soonest.values()].sort((a, b) => clearsAt(a) - clearsAt(b));
}

function clearsAt(reason: Reason): number {
  return reason.clearsAt ?? Infinity;
}

/**
 * The class of reason why nothing is shown, never a bare "no leads": SCHEDULER_STARTING, NO_CAMPAIGN, NO_LEADS,
 * ALL_IN_HAND (finished or being worked), or what the soonest lead waits for.
 */
function emptyReason(deps: SchedulerDeps, agentId: string, heldBack: readonly Reason[]): string {
  if (deps.status.phase !== 'serving') return 'SCHEDULER_STARTING';
  const scopes = deps.campaigns.scopesOf(agentId);
  if (scopes.length === 0) return 'NO_CAMPAIGN';
  const leads = scopes.reduce(
    (sum, { processId, campaignIds }) =>
      sum + (deps.orders.find(processId)?.order.view.leadCount(campaignIds) ?? 0),
    0,
  );
  if (leads === 0) return 'NO_LEADS';
  return heldBack[0]?.reason ?? 'ALL_IN_HAND';
}

/** leads that could be given now, lane by lane; with an empty agent id those that are nobody's own. */
export function waitingCounts(
  deps: SchedulerDeps,
  { agentId, scopes }: { agentId: string; scopes: readonly ProcessScope[] },
): ReadonlyMap<Lane, number> {
  const nowAt = deps.clock.now();
  const counts = new Map<Lane, number>();
  const add = (lane: Lane, count: number): void => {
    if (count > 0) counts.set(lane, (counts.get(lane) ?? 0) + count);
  };
  for (const { processId, campaignIds } of scopes) {
    const process = deps.orders.find(processId);
    if (process === undefined) continue;
    const scope = { agentId, campaignIds };
    const { view } = process.order;
    add(
      'dialback',
      process.dialbacks.count(
        (each) => view.isCallable(each.leadId, askingFor(each, scope, nowAt), nowAt),
        nowAt,
      ),
    );
    for (const [lane, count] of view.counts(scope, nowAt)) add(lane, count);
  }
  return counts;
}

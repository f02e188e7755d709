import type { Lane } from '@firstring/domain';
import { hasIdleGap, offlineAgent, type Presence } from '../domain/agent/agent-state.ts';
import type { Reason } from '../domain/order/standing.ts';
import type { Tally } from '../domain/order/tally.ts';
import type { AgentSession } from './agent-sessions.ts';
import { waitingCounts } from './desk-view.ts';
import { isPaused } from './is-paused.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** Why nothing is presented to an agent, or what would be. */
export interface AgentExplanation {
  /** Undefined for somebody who works in no campaign of the process: the process is a wall. */
  readonly presence: Presence | undefined;
  readonly presenceAt: number | undefined;
  readonly notReadyReason: string;
  /** What keeps the agent from leads, whatever the leads. */
  readonly reasons: readonly Reason[];
  readonly leads: Tally | undefined;
  /** */
  readonly waiting: ReadonlyMap<Lane, number>;
  readonly idleGap: boolean;
}

const STRANGER: AgentExplanation = {
  presence: undefined,
  presenceAt: undefined,
  notReadyReason: '',
  reasons: [{ reason: 'NO_CAMPAIGN' }],
  leads: undefined,
  waiting: new Map(),
  idleGap: false,
};

/** the same order, codes and skips that decide what the agent is given. */
export async function explainAgent(
  deps: SchedulerDeps,
  { processId, agentId, at }: { processId: string; agentId: string; at: number },
): Promise<AgentExplanation> {
  const scopes = deps.campaigns.scopesOf(agentId).filter((scope) => scope.processId === processId);
  const view = deps.orders.find(processId)?.order.view;
  const [scope] = scopes;
  if (scope === undefined) return STRANGER;
  const session = deps.agents.get(agentId);
  const nowAt = deps.clock.now();
  const skippedUntil = session?.skipped ?? new Map<string, number>();
  const asked = { scope: { agentId, campaignIds: scope.campaignIds }, nowAt, at, skippedUntil };
  const leads =
    view === undefined
      ? undefined
      : await deps.tallies.run(`agent ${processId} ${agentId} ${at - nowAt}`, () => view.tally(asked));
  const state = session?.state ?? offlineAgent(agentId, nowAt);
  return {
    presence: state.presence,
    presenceAt: session === undefined ? undefined : state.presenceAt,
    notReadyReason: state.presence === 'not_ready' ? state.notReadyReason : '',
    reasons: [
      ...ownReasons(deps, session, nowAt),
      ...(leads === undefined || leads.known === 0 ? [{ reason: 'NO_LEADS' }] : []),
    ],
    leads,
    waiting: waitingCounts(deps, { agentId, scopes }),
    idleGap: hasIdleGap(state, nowAt),
  };
}

/** who is given nothing, whatever leads there are. */
function ownReasons(
  deps: SchedulerDeps,
  session: AgentSession | undefined,
  nowAt: number,
): readonly Reason[] {
  if (deps.status.phase !== 'serving') return [{ reason: 'SCHEDULER_STARTING' }];
  if (session === undefined || session.state.presence === 'offline') return [{ reason: 'AGENT_OFFLINE' }];
  const { presence, work, lostAt } = session.state;
  if (presence === 'not_ready') return [{ reason: 'AGENT_NOT_READY' }];
  if (presence === 'ringing') return [{ reason: 'CALLER_RINGS' }];
  if (work !== undefined) return [{ reason: 'LEAD_IN_HAND' }];
  if (lostAt !== undefined) return [{ reason: 'DESK_CLOSED' }];
  if (!isPaused(deps, session, nowAt)) return [];
  return [{ reason: 'OFFERS_PAUSED', clearsAt: Math.max(nowAt, session.pausedUntilAt) }];
}

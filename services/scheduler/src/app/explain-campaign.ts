import { reasonError } from '@firstring/contracts';
import type { Lane } from '@firstring/domain';
import { offlineAgent, type Presence } from '../domain/agent/agent-state.ts';
import type { Reason } from '../domain/order/standing.ts';
import type { Tally } from '../domain/order/tally.ts';
import { waitingCounts } from './desk-view.ts';
import type { CampaignSettings } from './ports.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

export interface AgentNow {
  readonly agentId: string;
  readonly presence: Presence;
  /** Undefined for somebody who was never seen. */
  readonly presenceAt: number | undefined;
}

/** "Nothing is being dialled": why, or what is. */
export interface CampaignExplanation {
  /** What keeps the campaign from dialling, whatever its leads. */
  readonly reasons: readonly Reason[];
  readonly leads: Tally | undefined;
  readonly waiting: ReadonlyMap<Lane, number>;
  readonly agents: readonly AgentNow[];
}

/** Everything that keeps a campaign from dialling now; CAMPAIGN_NOT_FOUND. */
export async function explainCampaign(
  deps: SchedulerDeps,
  { processId, campaignId, at }: { processId: string; campaignId: string; at: number },
): Promise<CampaignExplanation> {
  const campaign = deps.campaigns.get(campaignId);
  if (campaign === undefined || campaign.processId !== processId) throw reasonError('CAMPAIGN_NOT_FOUND');
  const nowAt = deps.clock.now();
  const view = deps.orders.find(processId)?.order.view;
  const scope = { agentId: '', campaignIds: [campaignId] };
  const leads =
    view === undefined
      ? undefined
      : await deps.tallies.run(`campaign ${campaignId} ${at - nowAt}`, () =>
          view.tally({ scope, nowAt, at, skippedUntil: new Map() }),
        );
  const agents = campaign.agentIds.map((agentId) => agentNow(deps, agentId));
  return {
    reasons: [
      ...campaignReasons(deps, campaign),
      ...agentReasons(deps, campaign),
      ...(leads === undefined || leads.known === 0 ? [{ reason: 'NO_LEADS' }] : []),
    ],
    leads,
    waiting: waitingCounts(deps, { agentId: '', scopes: [{ processId, campaignIds: [campaignId] }] }),
    agents,
  };
}

function agentNow(deps: SchedulerDeps, agentId: string): AgentNow {
  const session = deps.agents.get(agentId);
  const { presence } = session?.state ?? offlineAgent(agentId, 0);
  return { agentId, presence, presenceAt: session?.state.presenceAt };
}

function campaignReasons({ status }: SchedulerDeps, { isClosed, order }: CampaignSettings): Reason[] {
  if (status.phase !== 'serving') return [{ reason: 'SCHEDULER_STARTING' }];
  if (isClosed) return [{ reason: 'CAMPAIGN_CLOSED' }];
  return order.isActive === false ? [{ reason: 'CAMPAIGN_PAUSED' }] : [];
}

/** Somebody who has a lead in hand keeps the campaign going, Ready or not. */
function agentReasons(deps: SchedulerDeps, { agentIds }: CampaignSettings): Reason[] {
  if (agentIds.length === 0) return [{ reason: 'NO_AGENTS' }];
  const isAtWork = agentIds.some((agentId) => {
    const state = deps.agents.get(agentId)?.state;
    return state?.presence === 'ready' || state?.work !== undefined;
  });
  return isAtWork ? [] : [{ reason: 'NO_AGENT_READY' }];
}

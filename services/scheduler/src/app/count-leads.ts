import type { Lane } from '@firstring/domain';
import { requireServing } from './agent-commands.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

export interface CampaignLoad {
  readonly campaignId: string;
  /** Known leads, whatever their state. */
  readonly leads: number;
  /** Those that could be given to any agent now. */
  readonly waiting: number;
  /** The same lane by lane. */
  readonly byLane: ReadonlyMap<Lane, number>;
}

/** How much work each campaign of a process has now. */
export function countLeads(deps: SchedulerDeps, processId: string): readonly CampaignLoad[] {
  requireServing(deps);
  const view = deps.orders.find(processId)?.order.view;
  if (view === undefined) return [];
  const nowAt = deps.clock.now();
  return deps.campaigns.idsOf(processId).map((campaignId) => {
    const campaignIds = [campaignId];
    const byLane = view.counts({ agentId: '', campaignIds }, nowAt);
    const waiting = [...byLane.values()].reduce((sum, count) => sum + count, 0);
    return { campaignId, leads: view.leadCount(campaignIds), waiting, byLane };
  });
}

import { AppError } from '@firstring/kernel';
import type { ConsoleEvents } from '../events.ts';
import type { CampaignLoad, CampaignLoads, Campaigns } from './campaign-ports.ts';
import type { CampaignRow } from './views/campaigns.ts';

export interface CampaignOverviewDeps {
  readonly campaigns: Campaigns;
  readonly campaignLoads: CampaignLoads;
  readonly events: ConsoleEvents;
}

/** The campaigns of a process with the work they have; a scheduler that is away costs only the numbers. */
export async function campaignOverview(
  deps: CampaignOverviewDeps,
  processId: string,
): Promise<readonly CampaignRow[]> {
  const [campaigns, waiting] = await Promise.all([
    deps.campaigns.list(processId),
    waitingLeads(deps, processId),
  ]);
  return campaigns.map(({ campaignId, state, settings }) => ({
    campaignId,
    name: settings.name,
    type: settings.type,
    state,
    agents: settings.agentIds.length,
    lists: settings.lists.length,
    waiting: waiting?.get(campaignId)?.waiting,
    byLane: waiting?.get(campaignId)?.byLane ?? [],
  }));
}

async function waitingLeads(
  { campaignLoads, events }: CampaignOverviewDeps,
  processId: string,
): Promise<ReadonlyMap<string, CampaignLoad> | undefined> {
  try {
    return await campaignLoads.waiting(processId);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    events.loadUnknown(processId, error.reason);
    return undefined;
  }
}

import { CAMPAIGN_CONFIG } from '@firstring/contracts';
import { CampaignEvent } from '@firstring/contracts/leads/lead_events';
import type { CampaignAgents } from '../../app/campaign-agents.ts';
import { followTopic } from './follow-topic.ts';

/** Who is not known to be a colleague yet is given no call. */
export function followCampaigns(
  deps: Parameters<typeof followTopic>[0] & { readonly staff: CampaignAgents },
): AsyncDisposable {
  return followTopic(deps, CAMPAIGN_CONFIG, (message) => {
    const { campaign } = CampaignEvent.decode(message.payload);
    if (campaign === undefined) return;
    const { campaignId, processId, agentIds, version } = campaign;
    deps.staff.set({ campaignId, processId, agentIds, version: Number(version) });
  });
}

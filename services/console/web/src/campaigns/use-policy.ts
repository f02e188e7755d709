import { useQuery } from '@tanstack/react-query';
import type { CampaignDetails } from '../../../src/app/views/campaigns.ts';
import type { PolicyText } from '../../../src/app/views/policies.ts';
import { getJson } from '../api-client.ts';
import { policyKey, policyPath } from './policy-key.ts';

/** The policy of this version of a campaign. It is not read again by itself: somebody may be writing at it. */
export function usePolicy(campaign: CampaignDetails) {
  const { processId, campaignId, version } = campaign;
  return useQuery({
    queryKey: [...policyKey(campaign), version],
    queryFn: () => getJson<PolicyText>(policyPath(campaignId), { processId }),
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

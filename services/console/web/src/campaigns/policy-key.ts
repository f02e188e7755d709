import type { CampaignDetails } from '../../../src/app/views/campaigns.ts';

/** Below it, everything that is read about a campaign's policy. */
export function policyKey({ processId, campaignId }: CampaignDetails): readonly unknown[] {
  return ['policy', processId, campaignId];
}

export function policyPath(campaignId: string, rest = ''): string {
  return `/api/campaigns/${encodeURIComponent(campaignId)}/policy${rest}`;
}

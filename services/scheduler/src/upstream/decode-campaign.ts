import { DispositionCategory as WireCategory, type Campaign } from '@firstring/contracts/leads/lead_events';
import { campaignPolicy } from '@firstring/domain';
import type { CampaignSettings, DispositionCategory } from '../app/ports.ts';

const CATEGORIES: Readonly<Record<WireCategory, DispositionCategory>> = {
  DISPOSITION_CATEGORY_UNSPECIFIED: 'retry',
  DISPOSITION_CATEGORY_FINAL: 'final',
  DISPOSITION_CATEGORY_RETRY: 'retry',
  DISPOSITION_CATEGORY_CALLBACK: 'callback',
  DISPOSITION_CATEGORY_DNC: 'dnc',
  DISPOSITION_CATEGORY_CONVERTED: 'converted',
  UNRECOGNIZED: 'final',
};

const SECOND_MS = 1000;
const RING_LIMIT_S = 30;

export function decodeCategory(category: WireCategory): DispositionCategory {
  return CATEGORIES[category];
}

/** What the scheduler follows of a campaign. */
export function decodeCampaign(campaign: Campaign): CampaignSettings {
  return {
    campaignId: campaign.campaignId,
    processId: campaign.processId,
    version: Number(campaign.version),
    agentIds: campaign.agentIds,
    policy: campaignPolicy(campaign),
    window: { startMinute: campaign.windowStartMinute, endMinute: campaign.windowEndMinute },
    ringOnPreview: campaign.ringOnPreview,
    previewMs: campaign.previewLimitSeconds * SECOND_MS,
    wrapUpMs: campaign.wrapUpLimitSeconds * SECOND_MS,
    ringMs: (campaign.ringLimitSeconds || RING_LIMIT_S) * SECOND_MS,
    skipBudget: campaign.skipBudget,
    dispositions: campaign.dispositions.map(({ code, category }) => ({
      code,
      category: decodeCategory(category),
    })),
  };
}

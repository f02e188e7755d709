import { CampaignState, CampaignType, CustomerProvider } from '@firstring/contracts/leads/campaign';
import { ListState, type LeadList } from '@firstring/contracts/leads/lead_list';
import type { Campaign, DispositionCategory as WireCategory } from '@firstring/contracts/leads/lead_events';
import { campaignPolicy } from '@firstring/domain';
import type { DispositionCategory } from '@firstring/domain/lead-lifecycle';
import { categoryOf } from '@firstring/service-kit/disposition-category';
import type { CustomerProvider as Provider, ListOrder } from '../domain/order/campaign-rules.ts';
import type { CampaignSettings } from '../app/ports.ts';
import { decodeAutomatic } from './automatic-dialling.ts';

const SECOND_MS = 1000;
const RING_LIMIT_S = 30;

/** One that this version does not know ends the lead: it is not dialled by a rule that nobody has read. */
export function decodeCategory(category: WireCategory): DispositionCategory {
  return categoryOf(category) ?? 'final';
}

/** What the scheduler follows of a campaign. */
export function decodeCampaign(campaign: Campaign): CampaignSettings {
  return {
    campaignId: campaign.campaignId,
    processId: campaign.processId,
    version: Number(campaign.version),
    timeZone: campaign.timeZone || 'UTC',
    agentIds: campaign.agentIds,
    isClosed: campaign.state === CampaignState.CAMPAIGN_STATE_CLOSED,
    order: {
      policy: campaignPolicy(campaign),
      window: { startMinute: campaign.windowStartMinute, endMinute: campaign.windowEndMinute },
      isActive: givesLeads(campaign),
      agentCodes: campaign.agentCodes
        .filter(({ agentId }) => campaign.agentIds.includes(agentId))
        .map(({ agentId, ownershipCodes }) => ({ agentId, codes: ownershipCodes })),
      lists: campaign.lists.map(({ priority, weight, ...assigned }) => ({
        ...assigned,
        priority: priority || 1,
        weight: weight || 1,
      })),
      provider: decodeProvider(campaign.customerProvider),
      isListsFirst: campaign.listsBeforeLanes,
    },
    ringOnPreview: campaign.ringOnPreview,
    previewMs: campaign.previewLimitSeconds * SECOND_MS,
    wrapUpMs: campaign.wrapUpLimitSeconds * SECOND_MS,
    ringMs: (campaign.ringLimitSeconds || RING_LIMIT_S) * SECOND_MS,
    skipBudget: campaign.skipBudget,
    manualDialling: campaign.manualDialling,
    ...automaticOf(campaign),
    dispositions: campaign.dispositions.map(({ code, category }) => ({
      code,
      category: decodeCategory(category),
    })),
  };
}

/** One that this version does not know is lead based. */
function decodeProvider(provider: CustomerProvider): Provider {
  switch (provider) {
    case CustomerProvider.CUSTOMER_PROVIDER_CAMPAIGN_BASED:
      return 'campaign_based';
    case CustomerProvider.CUSTOMER_PROVIDER_PACE_BASED:
      return 'pace_based';
    default:
      return 'lead_based';
  }
}

/** Paused and closed campaigns give nothing, and one that is to dial by itself and does not say how. */
function givesLeads(campaign: Campaign): boolean {
  const { state, type } = campaign;
  const isPreview =
    type === CampaignType.CAMPAIGN_TYPE_UNSPECIFIED || type === CampaignType.CAMPAIGN_TYPE_OUTBOUND_PREVIEW;
  const isActive =
    state === CampaignState.CAMPAIGN_STATE_UNSPECIFIED || state === CampaignState.CAMPAIGN_STATE_ACTIVE;
  return isActive && (isPreview || decodeAutomatic(campaign) !== undefined);
}

function automaticOf(campaign: Campaign): Pick<CampaignSettings, 'automatic'> {
  const automatic = decodeAutomatic(campaign);
  return automatic === undefined ? {} : { automatic };
}

/** What the scheduler follows of a list. */
export function decodeList(list: LeadList): ListOrder {
  return {
    listId: list.listId,
    processId: list.processId,
    version: Number(list.version),
    isEnabled: list.enabled && list.state !== ListState.LIST_STATE_DELETING,
    timeZone: list.timeZone,
  };
}

import {
  CampaignState,
  CampaignType,
  CustomerProvider,
  DispositionEnd,
} from '@firstring/contracts/leads/campaign';
import { DispositionCategory, type Campaign, type Disposition } from '@firstring/contracts/leads/lead_events';
import { categoryOf } from '@firstring/service-kit/disposition-category';
import { DEFAULT_CADENCE } from '../app/new-campaign.ts';
import type {
  AfterDisposition,
  CampaignDetails,
  CampaignSettings,
  CampaignStateName,
  CampaignTypeName,
  CustomerProviderName,
  DispositionSettings,
} from '../app/views/campaigns.ts';

/** Protobuf and the browser's words for campaigns, both ways. */

const TYPES: Readonly<Record<CampaignType, CampaignTypeName>> = {
  CAMPAIGN_TYPE_UNSPECIFIED: 'outbound_preview',
  CAMPAIGN_TYPE_OUTBOUND_PREVIEW: 'outbound_preview',
  CAMPAIGN_TYPE_PARALLEL_PREDICTIVE: 'parallel_predictive',
  CAMPAIGN_TYPE_VOICE_BLAST: 'voice_blast',
  UNRECOGNIZED: 'outbound_preview',
};

const TYPE_BY_NAME: Readonly<Record<CampaignTypeName, CampaignType>> = {
  outbound_preview: CampaignType.CAMPAIGN_TYPE_OUTBOUND_PREVIEW,
  parallel_predictive: CampaignType.CAMPAIGN_TYPE_PARALLEL_PREDICTIVE,
  voice_blast: CampaignType.CAMPAIGN_TYPE_VOICE_BLAST,
};

const STATES: Readonly<Record<CampaignState, CampaignStateName>> = {
  CAMPAIGN_STATE_UNSPECIFIED: 'active',
  CAMPAIGN_STATE_ACTIVE: 'active',
  CAMPAIGN_STATE_PAUSED: 'paused',
  CAMPAIGN_STATE_CLOSED: 'closed',
  UNRECOGNIZED: 'paused',
};

const STATE_BY_NAME: Readonly<Record<CampaignStateName, CampaignState>> = {
  active: CampaignState.CAMPAIGN_STATE_ACTIVE,
  paused: CampaignState.CAMPAIGN_STATE_PAUSED,
  closed: CampaignState.CAMPAIGN_STATE_CLOSED,
};

const PROVIDERS: Readonly<Record<CustomerProvider, CustomerProviderName>> = {
  CUSTOMER_PROVIDER_UNSPECIFIED: 'lead_based',
  CUSTOMER_PROVIDER_CAMPAIGN_BASED: 'campaign_based',
  CUSTOMER_PROVIDER_LEAD_BASED: 'lead_based',
  CUSTOMER_PROVIDER_PACE_BASED: 'pace_based',
  UNRECOGNIZED: 'lead_based',
};

const PROVIDER_BY_NAME: Readonly<Record<CustomerProviderName, CustomerProvider>> = {
  campaign_based: CustomerProvider.CUSTOMER_PROVIDER_CAMPAIGN_BASED,
  lead_based: CustomerProvider.CUSTOMER_PROVIDER_LEAD_BASED,
  pace_based: CustomerProvider.CUSTOMER_PROVIDER_PACE_BASED,
};

type Meaning = Pick<Disposition, 'category' | 'end'>;

const MEANING: Readonly<Record<AfterDisposition, Meaning>> = {
  retry: { category: DispositionCategory.DISPOSITION_CATEGORY_RETRY },
  callback: { category: DispositionCategory.DISPOSITION_CATEGORY_CALLBACK },
  converted: { category: DispositionCategory.DISPOSITION_CATEGORY_CONVERTED },
  dnc: { category: DispositionCategory.DISPOSITION_CATEGORY_DNC },
  winner: {
    category: DispositionCategory.DISPOSITION_CATEGORY_FINAL,
    end: DispositionEnd.DISPOSITION_END_WINNER,
  },
  loser: {
    category: DispositionCategory.DISPOSITION_CATEGORY_FINAL,
    end: DispositionEnd.DISPOSITION_END_LOSER,
  },
  archived: {
    category: DispositionCategory.DISPOSITION_CATEGORY_FINAL,
    end: DispositionEnd.DISPOSITION_END_ARCHIVED,
  },
};

export function stateByName(state: CampaignStateName): CampaignState {
  return STATE_BY_NAME[state];
}

export function toCampaignDetails(campaign: Campaign): CampaignDetails {
  const { campaignId, processId, state, version, agentIds, ...rest } = campaign;
  const { type, cadence, dispositions, customerProvider, ...settings } = rest;
  return {
    campaignId,
    processId,
    state: STATES[state],
    version: Number(version),
    settings: {
      ...settings,
      agentIds,
      type: TYPES[type],
      customerProvider: PROVIDERS[customerProvider],
      cadence: { ...DEFAULT_CADENCE, ...cadence },
      dispositions: dispositions.map(toDisposition),
    },
  };
}

export function toWireSettings({ type, dispositions, customerProvider, ...settings }: CampaignSettings) {
  return {
    ...settings,
    type: TYPE_BY_NAME[type],
    customerProvider: PROVIDER_BY_NAME[customerProvider],
    dispositions: dispositions.map(toWireDisposition),
  };
}

export function toDisposition({ code, label, category, end, retry }: Disposition): DispositionSettings {
  return {
    code,
    label,
    after: afterOf({ category, end }),
    retryGapSeconds: retry?.gapSeconds ?? 0,
    retryTimesMax: retry?.timesMax ?? 0,
  };
}

export function toWireDisposition(disposition: DispositionSettings): Disposition {
  const { code, label, after, retryGapSeconds, retryTimesMax } = disposition;
  const hasRule = after === 'retry' && (retryGapSeconds > 0 || retryTimesMax > 0);
  const retry = hasRule ? { retry: { gapSeconds: retryGapSeconds, timesMax: retryTimesMax } } : {};
  return { code, label, ...MEANING[after], ...retry };
}

function afterOf({ category, end }: Meaning): AfterDisposition {
  const name = categoryOf(category) ?? 'retry';
  if (name !== 'final') return name;
  if (end === DispositionEnd.DISPOSITION_END_WINNER) return 'winner';
  return end === DispositionEnd.DISPOSITION_END_ARCHIVED ? 'archived' : 'loser';
}

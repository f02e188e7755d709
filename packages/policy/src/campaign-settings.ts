import { CustomerProvider } from '@firstring/contracts/leads/campaign';
import type { Campaign } from '@firstring/contracts/leads/lead_events';

/** The fields of a campaign that its policy says. Of the dispositions it says the retry rules only. */
export type PolicySettings = Pick<
  Campaign,
  | 'timeZone'
  | 'windowStartMinute'
  | 'windowEndMinute'
  | 'maxAttempts'
  | 'maxAttemptsPerDay'
  | 'cadence'
  | 'dispositions'
  | 'ringOnPreview'
  | 'previewLimitSeconds'
  | 'skipBudget'
  | 'wrapUpLimitSeconds'
  | 'ringLimitSeconds'
  | 'callerId'
  | 'callerIds'
  | 'localPresence'
  | 'trunkIds'
  | 'customerProvider'
  | 'listsBeforeLanes'
  | 'filterIds'
  | 'filterGroupIds'
  | 'lists'
>;

/** What the wire says; `unspecified` and what a later version adds are lead based. */
export const PROVIDERS = {
  campaign_based: CustomerProvider.CUSTOMER_PROVIDER_CAMPAIGN_BASED,
  lead_based: CustomerProvider.CUSTOMER_PROVIDER_LEAD_BASED,
  pace_based: CustomerProvider.CUSTOMER_PROVIDER_PACE_BASED,
} as const;

import { CustomerProvider } from '@firstring/contracts/leads/campaign';
import { DispositionCategory } from '@firstring/contracts/leads/lead_events';
import type { PolicySettings } from './campaign-settings.ts';
import type { PolicyNames } from './policy-names.ts';

/** For tests: what a plain campaign has. */
export const SAMPLE_NAMES: PolicyNames = {
  lists: [
    { id: 'list-1', name: 'Gold' },
    { id: 'list-2', name: 'Silver' },
    { id: 'list-3', name: 'Twin' },
    { id: 'list-4', name: 'Twin' },
  ],
  filters: [
    { id: 'filter-1', name: 'New York' },
    { id: 'filter-2', name: 'P1' },
  ],
  filterGroups: [{ id: 'group-1', name: 'Hot first' }],
};

export function sampleSettings(changes: Partial<PolicySettings> = {}): PolicySettings {
  return {
    timeZone: 'America/New_York',
    windowStartMinute: 480,
    windowEndMinute: 1260,
    maxAttempts: 30,
    maxAttemptsPerDay: 8,
    cadence: undefined,
    dispositions: [
      { code: 'sale', label: 'Sale', category: DispositionCategory.DISPOSITION_CATEGORY_CONVERTED },
      { code: 'no_answer', label: 'No answer', category: DispositionCategory.DISPOSITION_CATEGORY_RETRY },
      { code: 'busy', label: 'Busy', category: DispositionCategory.DISPOSITION_CATEGORY_RETRY },
    ],
    ringOnPreview: false,
    previewLimitSeconds: 0,
    skipBudget: 0,
    wrapUpLimitSeconds: 0,
    ringLimitSeconds: 30,
    callerId: '',
    callerIds: [],
    localPresence: false,
    trunkIds: [],
    customerProvider: CustomerProvider.CUSTOMER_PROVIDER_UNSPECIFIED,
    listsBeforeLanes: false,
    filterIds: [],
    filterGroupIds: [],
    lists: [],
    ...changes,
  };
}

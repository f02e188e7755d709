import {
  CampaignState,
  CampaignType,
  CustomerProvider,
  DispositionEnd,
} from '@firstring/contracts/leads/campaign';
import { DispositionCategory, type Campaign } from '@firstring/contracts/leads/lead_events';

/**
 * A campaign with something in each of its fields, filters apart: it has these or a group. For tests that a campaign comes back as it
 * went; the type asks for each new field here, and `unsaidFields` for something in it.
 */
export const FULL_CAMPAIGN: Omit<Campaign, 'campaignId' | 'processId' | 'version'> = {
  name: 'Everything',
  timeZone: 'America/Chicago',
  agentIds: ['ann', 'bob'],
  ringOnPreview: true,
  previewLimitSeconds: 61,
  wrapUpLimitSeconds: 46,
  ringLimitSeconds: 31,
  windowStartMinute: 481,
  windowEndMinute: 1259,
  maxAttempts: 21,
  maxAttemptsPerDay: 4,
  dispositions: [
    { code: 'sale', label: 'Sale', category: DispositionCategory.DISPOSITION_CATEGORY_CONVERTED },
    {
      code: 'no_answer',
      label: 'No answer',
      category: DispositionCategory.DISPOSITION_CATEGORY_RETRY,
      retry: { gapSeconds: 600, timesMax: 5 },
    },
    {
      code: 'moved',
      label: 'Moved',
      category: DispositionCategory.DISPOSITION_CATEGORY_FINAL,
      end: DispositionEnd.DISPOSITION_END_ARCHIVED,
    },
  ],
  callerId: '+12025550100',
  skipBudget: 3,
  type: CampaignType.CAMPAIGN_TYPE_OUTBOUND_PREVIEW,
  state: CampaignState.CAMPAIGN_STATE_ACTIVE,
  cadence: {
    freshSeconds: 301,
    firstDayAttempts: 5,
    initialAttempts: 11,
    firstWeekDays: 6,
    firstDayGapSeconds: [60, 900],
    followUpGapSeconds: 7201,
    followUpDayMax: 3,
    longTermDayMax: 2,
    busyGapSeconds: 121,
    congestedGapSeconds: 61,
    callbackLateSeconds: 302,
  },
  callerIds: ['+12025550101'],
  localPresence: true,
  trunkIds: ['east'],
  agentCodes: [{ agentId: 'ann', ownershipCodes: ['north'] }],
  lists: [
    {
      listId: 'list-1',
      priority: 2,
      weight: 3,
      maxAttempts: 7,
      timeSlots: [{ weekday: 1, startMinute: 540, endMinute: 720 }],
      attemptsPerHour: 40,
      agentIds: ['bob'],
    },
  ],
  filterIds: [],
  filterGroupIds: ['p1-p4'],
  keepWhenClosed: true,
  customerProvider: CustomerProvider.CUSTOMER_PROVIDER_PACE_BASED,
  listsBeforeLanes: true,
  manualDialling: true,
};

/** Paths of fields in which nothing is said: 0, false, empty. */
export function unsaidFields(value: object, path = ''): string[] {
  return Object.entries(value).flatMap(([name, each]: [string, unknown]) => {
    const here = path === '' ? name : `${path}.${name}`;
    if (typeof each === 'object' && each !== null) {
      const inside = unsaidFields(each, here);
      return Object.keys(each).length === 0 ? [here] : inside;
    }
    return each === undefined || each === 0 || each === false || each === '' ? [here] : [];
  });
}

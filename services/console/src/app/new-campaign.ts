import type { CadenceView, CampaignSettings } from './views/campaigns.ts';

/** Zeros stand for the defaults of the cadence, which are the rules P1 to P4 as written. */
export const DEFAULT_CADENCE: CadenceView = {
  freshSeconds: 0,
  firstDayAttempts: 0,
  initialAttempts: 0,
  firstWeekDays: 0,
  firstDayGapSeconds: [],
  followUpGapSeconds: 0,
  followUpDayMax: 0,
  longTermDayMax: 0,
  busyGapSeconds: 0,
  congestedGapSeconds: 0,
  callbackLateSeconds: 0,
};

/** A campaign that is not said otherwise: lead-store fills in what is left open. */
export const NEW_CAMPAIGN: Omit<CampaignSettings, 'name' | 'type' | 'timeZone'> = {
  agentIds: [],
  agentCodes: [],
  ringOnPreview: false,
  previewLimitSeconds: 60,
  wrapUpLimitSeconds: 60,
  ringLimitSeconds: 30,
  windowStartMinute: 480,
  windowEndMinute: 1260,
  maxAttempts: 30,
  maxAttemptsPerDay: 8,
  skipBudget: 3,
  callerId: '',
  callerIds: [],
  localPresence: false,
  trunkIds: [],
  cadence: DEFAULT_CADENCE,
  dispositions: [],
  lists: [],
  filterIds: [],
  filterGroupIds: [],
  customerProvider: 'lead_based',
  listsBeforeLanes: false,
  keepWhenClosed: false,
  manualDialling: false,
};

/** how a campaign shares its turns among its lists. */
export type Provider = 'campaign_based' | 'lead_based' | 'pace_based';

/** whether a better list goes before a better lane or step. */
export type LeadOrder = 'lanes_first' | 'lists_first';

/** Local minutes of one day, the end exclusive. */
export interface MinuteSpan {
  readonly startMinute: number;
  readonly endMinute: number;
}

/** part of a weekday; 1 = Monday to 7 = Sunday. */
export interface Slot extends MinuteSpan {
  readonly weekday: number;
}

/** how often and how soon; what is absent has its default. */
export interface PolicyCadence {
  readonly freshSeconds?: number;
  readonly firstDayAttempts?: number;
  readonly firstDayGapSeconds?: readonly number[];
  readonly initialAttempts?: number;
  readonly firstWeekDays?: number;
  readonly followUpGapSeconds?: number;
  readonly followUpDayMax?: number;
  readonly longTermDayMax?: number;
  readonly busyGapSeconds?: number;
  readonly congestedGapSeconds?: number;
  readonly callbackLateSeconds?: number;
}

/** What happens after an outcome of category retry; what is absent is the cadence's. */
export interface PolicyRetry {
  /** Code of the disposition. */
  readonly code: string;
  readonly gapSeconds?: number;
  readonly timesMax?: number;
}

/** a list the campaign dials. */
export interface PolicyList {
  /** Name of the list, or its id where the name is not one list's alone. */
  readonly list: string;
  readonly priority: number;
  readonly weight: number;
  readonly maxAttempts?: number;
  readonly attemptsPerHour?: number;
  readonly timeSlots?: readonly Slot[];
}

export interface PolicyCaps {
  /** Attempts in a lead's life. */
  readonly attempts?: number;
  /** Attempts a number in any 24 hours. */
  readonly numberPerDay?: number;
}

export interface PolicyDesk {
  readonly ringOnPreview?: boolean;
  /** Absent = no limit. */
  readonly previewLimitSeconds?: number;
  /** Absent = skipping is off. */
  readonly skips?: number;
  readonly wrapUpLimitSeconds?: number;
  readonly ringLimitSeconds?: number;
}

export interface PolicyCaller {
  readonly callerId?: string;
  readonly furtherIds?: readonly string[];
  readonly localPresence?: boolean;
  readonly trunks?: readonly string[];
}

export interface PolicyLeads {
  readonly provider?: Provider;
  readonly order?: LeadOrder;
  /** Names, or ids where a name is not one filter's alone. */
  readonly filters?: readonly string[];
  readonly filterGroup?: string;
  readonly lists?: readonly PolicyList[];
}

/** Everything that decides whom a campaign calls, when, how often and in which order. What is absent has its default. */
export interface Policy {
  /** Format of the document. */
  readonly policy: 1;
  readonly timeZone?: string;
  readonly callingWindow?: MinuteSpan;
  readonly caps?: PolicyCaps;
  readonly cadence?: PolicyCadence;
  readonly retry?: readonly PolicyRetry[];
  readonly desk?: PolicyDesk;
  readonly caller?: PolicyCaller;
  readonly leads?: PolicyLeads;
}

import type { TimeSlotView } from './campaigns.ts';

/** Numbers people call, as the browser gets them. */

export type NoAgentName = 'queue' | 'refuse' | 'dialback';
export type WaitingSoundName = 'ringing' | 'tone' | 'announcement';
export type NoLeadName = 'refuse' | 'connect_as_new' | 'connect_without_lead';

export interface HolidayView {
  /** yyyy-mm-dd. */
  date: string;
  name: string;
  /** Minutes of that day; empty: closed. */
  slots: { startMinute: number; endMinute: number }[];
}

export interface QueueSettings {
  maxWaitSeconds: number;
  callersMax: number;
  noAgent: NoAgentName;
  waiting: WaitingSoundName;
  /** Name of the announcement; empty: the one that ships. */
  announcement: string;
  agentRingSeconds: number;
}

export interface DialbackSettings {
  onHangUp: boolean;
  onTimeout: boolean;
  onNoAgent: boolean;
  timeLimitSeconds: number;
  retryGapSeconds: number;
  attemptsMax: number;
  /** 0: an owner's dial-back is never anybody else's by itself. */
  ownerOnlySeconds: number;
}

export interface IncomingNumberSettings {
  /** E.164. */
  phone: string;
  name: string;
  enabled: boolean;
  /** Where callers are searched, the first takes new leads. */
  campaignIds: string[];
  /** Empty: everybody who works these campaigns. */
  agentIds: string[];
  timeZone: string;
  /** Empty: open all day, every day. */
  slots: TimeSlotView[];
  holidays: HolidayView[];
  queue: QueueSettings;
  noLead: NoLeadName;
  dialback: DialbackSettings;
}

export interface IncomingNumberView extends IncomingNumberSettings {
  incomingNumberId: string;
  processId: string;
  version: number;
}

export interface IncomingNumberPage {
  incomingNumbers: readonly IncomingNumberView[];
  nextPageToken: string;
}

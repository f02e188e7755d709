/** Campaigns, vendors and dispositions as managers see them. Versions are numbers, minutes are local minutes of the day. */

import type { LaneName } from './desk.ts';

export type CampaignTypeName = 'outbound_preview' | 'parallel_predictive' | 'voice_blast';
export type CampaignStateName = 'active' | 'paused' | 'closed';
export type DispositionEndName = 'winner' | 'loser' | 'archived';

/** What becomes of the lead; the three ends are what category `final` may mean. */
export type AfterDisposition = 'retry' | 'callback' | 'converted' | 'dnc' | DispositionEndName;

export interface DispositionSettings {
  code: string;
  label: string;
  after: AfterDisposition;
  /** For `retry`; 0 = the campaign's own pause. */
  retryGapSeconds: number;
  /** For `retry`: after so many the lead is archived; 0 = never by that. */
  retryTimesMax: number;
}

export interface TimeSlotView {
  /** 1 = Monday to 7 = Sunday. */
  weekday: number;
  startMinute: number;
  endMinute: number;
}

export interface AssignedListView {
  listId: string;
  /** 1 = dialled first. */
  priority: number;
  weight: number;
  /** 0 = the campaign's own limit. */
  maxAttempts: number;
  /** With a pace based provider: leads an hour; 0 = what the others leave. */
  attemptsPerHour: number;
  timeSlots: TimeSlotView[];
  /** The only agents who are given its leads here; none: everybody. */
  agentIds: string[];
}

/** how a campaign shares its turns among its lists. */
export type CustomerProviderName = 'campaign_based' | 'lead_based' | 'pace_based';

/** 0 or an empty list stands for the default. */
export interface CadenceView {
  freshSeconds: number;
  firstDayAttempts: number;
  initialAttempts: number;
  firstWeekDays: number;
  firstDayGapSeconds: number[];
  followUpGapSeconds: number;
  followUpDayMax: number;
  longTermDayMax: number;
  busyGapSeconds: number;
  congestedGapSeconds: number;
  callbackLateSeconds: number;
}

/** How a parallel predictive campaign keeps from leaving people alone on the line (ADR 23). */
export interface PredictiveView {
  /** Abandoned calls in 10,000 answered. */
  abandonmentCeilingBasisPoints: number;
  connectLimitMs: number;
  /** Name of a sound. */
  safeHarbourMessage: string;
  linesPerAgentMax: number;
}

/** What a voice blast campaign plays, and how fast; an empty key is not offered. */
export interface VoiceBlastView {
  recording: string;
  callsMax: number;
  callsPerMinute: number;
  connectKey: string;
  laterKey: string;
  excludeKey: string;
  laterMinutes: number;
  connectWaitSeconds: number;
  noAgentMessage: string;
}

/** Everything about a campaign that its editors change. */
export interface CampaignSettings {
  name: string;
  type: CampaignTypeName;
  timeZone: string;
  agentIds: string[];
  agentCodes: { agentId: string; ownershipCodes: string[] }[];
  ringOnPreview: boolean;
  previewLimitSeconds: number;
  wrapUpLimitSeconds: number;
  ringLimitSeconds: number;
  windowStartMinute: number;
  windowEndMinute: number;
  maxAttempts: number;
  maxAttemptsPerDay: number;
  skipBudget: number;
  callerId: string;
  callerIds: string[];
  localPresence: boolean;
  trunkIds: string[];
  cadence: CadenceView;
  dispositions: DispositionSettings[];
  lists: AssignedListView[];
  filterIds: string[];
  filterGroupIds: string[];
  customerProvider: CustomerProviderName;
  /** the priority of lists comes before lanes and steps. */
  listsBeforeLanes: boolean;
  keepWhenClosed: boolean;
  manualDialling: boolean;
  /** Absent: it does not say yet how it dials, and dials nothing. */
  predictive?: PredictiveView | undefined;
  voiceBlast?: VoiceBlastView | undefined;
}

export type PacingModeName = 'resting' | 'preview' | 'one_each' | 'ahead' | 'playing';

/** How a campaign that dials by itself does so now. */
export interface PacingView {
  mode: PacingModeName;
  agentsReady: number;
  agentsAtWork: number;
  callsOut: number;
  callsWaiting: number;
  /** 0 to 1, as forecast. */
  answerRate: number;
  talkMs: number;
  wrapUpMs: number;
  answered30Days: number;
  abandoned30Days: number;
  answeredToday: number;
  abandonedToday: number;
  ceilingBasisPoints: number;
  answeredNeeded: number;
}

/** The administrator's switch of a process. */
export interface AutomaticDiallingView {
  on: boolean;
  /** Empty: nobody ever. */
  setBy: string;
  setAt: number | undefined;
}

export interface CampaignDetails {
  campaignId: string;
  processId: string;
  state: CampaignStateName;
  version: number;
  settings: CampaignSettings;
}

export interface SavedCampaign {
  campaign: CampaignDetails;
  /** What was saved all the same, but somebody should look at: a name that looks like another one. */
  warnings: string[];
}

export interface CampaignRow {
  campaignId: string;
  name: string;
  type: CampaignTypeName;
  state: CampaignStateName;
  agents: number;
  lists: number;
  /** Leads that could be given to anybody now; undefined while the scheduler cannot say. */
  waiting: number | undefined;
  /** The same lane by lane. */
  byLane: { lane: LaneName; count: number }[];
}

export interface CampaignAgentRow {
  agentId: string;
  name: string;
}

/** A trunk that a campaign may be set to use. */
export interface CampaignTrunkRow {
  trunkId: string;
  name: string;
  disabled: boolean;
}

export interface VendorSettings {
  name: string;
  contact: string;
  defaultCountry: string;
  note: string;
  disabled: boolean;
}

export interface VendorView extends VendorSettings {
  vendorId: string;
  version: number;
  createdAt: number | undefined;
}

export interface DispositionSetView {
  dispositions: DispositionSettings[];
  /** 0 while it is the built-in set. */
  version: number;
}

/** What a vendor's leads cost, oldest first. */
export interface LeadPricesView {
  prices: readonly {
    /** Empty: of all links of the vendor that have none of their own. */
    ingestLinkId: string;
    /** UTC, `2026-11-22`. */
    fromDay: string;
    /** Millionths of the currency; null: none from then on. */
    micros: number | null;
  }[];
  /** The vendor's links, each of which may have a price of its own. */
  links: readonly { ingestLinkId: string; name: string }[];
}

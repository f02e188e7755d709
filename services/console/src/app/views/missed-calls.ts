import type { CallPage } from './leads.ts';

/** Missed calls, dial-backs and waiting callers as the browser gets them. Instants are ms since the epoch. */

export type DialbackStateName =
  | 'queued'
  | 'presented'
  | 'dialing'
  | 'completed'
  | 'cancelled'
  | 'expired'
  | 'closed'
  | 'missed_only';

export type MissedCauseName = 'caller_hung_up' | 'queue_timeout' | 'no_agent' | 'closed_hours' | 'refused';

/** One missed call, and what became of it. */
export interface MissedCallView {
  dialbackId: string;
  campaignId: string;
  campaignName: string;
  /** Empty: nobody we know. */
  leadId: string;
  /** For people who may read leads; empty for others, and when the lead is gone. */
  leadName: string;
  /** E.164; empty: withheld. */
  phone: string;
  state: DialbackStateName;
  missedCause: MissedCauseName | 'unspecified';
  /** Why it is only listed or how it ended, a word of dial-back. */
  cause: string;
  /** Empty: a number nobody configured. */
  incomingNumberId: string;
  numberName: string;
  /** First missed call of the chain: its place in the order. */
  orderAt: number | undefined;
  missedAt: number | undefined;
  expireAt: number | undefined;
  notBeforeAt: number | undefined;
  endAt: number | undefined;
  attempts: number;
  /** Who has it, or calls. */
  agentId: string;
  agentName: string;
  ownerId: string;
  ownerName: string;
  /** From then on others than the owner may serve it. */
  commonAt: number | undefined;
  handledAt: number | undefined;
  handledByName: string;
}

export interface MissedCallPage {
  calls: readonly MissedCallView[];
  nextPageToken: string;
}

/** What happened with a lead: its calls, and with the first page those that nobody took. */
export interface ActivityPage extends CallPage {
  missed: readonly MissedCallView[];
}

/** One who waits, or whose agent's phone rings. */
export interface CallerView {
  attemptId: string;
  numberName: string;
  campaignName: string;
  leadId: string;
  leadName: string;
  /** E.164; empty: withheld. */
  phone: string;
  arrivedAt: number | undefined;
  position: number;
  /** Whose phone rings for them; empty: nobody's yet. */
  ringingName: string;
}

/** Event `callers`: everybody who waits now, the next one first. */
export interface CallersEvent {
  callers: readonly CallerView[];
  serverAt: number;
}

/** Event `dialbacks`: open entries, the oldest first, no more than a page. */
export interface DialbacksEvent {
  dialbacks: readonly MissedCallView[];
  total: number;
  serverAt: number;
}

/** Claims as the browser gets them: claim's facts, joined with what a person wants to read of lead and agent. */

export type ClaimReasonName = 'asked' | 'callback' | 'winner' | 'postponed';

export interface ClaimView {
  leadId: string;
  /** Name or number; empty for a lead that is gone. */
  leadName: string;
  /** E.164. */
  phone: string;
  campaignName: string;
  /** Where the lead is; empty when nobody knows. */
  timeZone: string;
  agentId: string;
  agentName: string;
  reason: ClaimReasonName;
  /** Since when this agent owns it. */
  claimedAt: number;
  /** The supervisor who gave it to them; empty: they claimed it themselves. */
  givenBy: string;
  /** Agreed time of a callback that has not been called yet. */
  dueAt: number | undefined;
  /** When it ends by itself. */
  releaseAt: number | undefined;
  /** Who works on the lead now; empty: nobody. */
  lockedByName: string;
}

export interface ClaimPage {
  claims: readonly ClaimView[];
  nextPageToken: string;
}

/** Somebody a lead may be given to. */
export interface ClaimAgent {
  agentId: string;
  name: string;
}

/** what a process has decided about claims. */
export interface ClaimingView {
  onWinner: boolean;
  onScheduled: boolean;
  onPostponed: boolean;
  /** 0 = never. */
  releaseAfterDays: number;
  /** 0 while nobody has changed them. */
  version: number;
}

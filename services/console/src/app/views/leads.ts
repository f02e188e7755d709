/** Leads and calls as the browser gets them. Instants are ms since the epoch; int64 values are decimal strings. */

export type LeadStatusName = 'new' | 'contacted' | 'converted';

export interface LeadRow {
  leadId: string;
  processId: string;
  status: LeadStatusName;
  /** `DialbackQueued` lies over the status while a dial-back is open. */
  dialbackQueued: boolean;
  /** made for a call that nobody could return at once; it is redialled in turn. */
  automaticRedial: boolean;
  /** E.164. */
  callerId: string;
  firstName: string;
  lastName: string;
  email: string;
  campaignId: string;
  campaignName: string;
  vendorName: string;
  /** Of a lead that came by a list, else empty. */
  listName: string;
  totalAttempts: number;
  createdAt: number;
  /** Values of custom parameters by name. */
  parameters: Readonly<Record<string, string>>;
}

export interface CustomValue {
  name: string;
  /** The declared label, or the name where none is declared any more. */
  label: string;
  value: string;
}

export interface LeadView extends LeadRow {
  /** As the vendor sent it. */
  callerIdRaw: string;
  updatedAt: number;
  /** IANA zone of the lead's calendar day, empty when unknown. */
  timeZone: string;
  /** label of the user or team that owns the lead; empty: anybody's. */
  ownershipCode: string;
  /** Of a lead that came by a list, else empty. */
  listId: string;
  version: number;
  /** Further numbers, E.164, in the order they were given. */
  otherPhones: readonly string[];
  custom: readonly CustomValue[];
}

export interface LeadPage {
  leads: readonly LeadRow[];
  /** Empty on the last page. */
  nextPageToken: string;
  /** Leads on all pages; only where they were counted anyway. */
  total?: number;
}

/** How an attempt ended; names of EndCause without their prefix. */
export type EndCauseName =
  | 'unspecified'
  | 'lead_hung_up'
  | 'agent_hung_up'
  | 'lost'
  | 'no_answer'
  | 'busy'
  | 'rejected'
  | 'cancelled'
  | 'invalid_number'
  | 'congested'
  | 'forbidden'
  | 'failed'
  | 'agent_unreachable'
  | 'blocked'
  | 'abandoned'
  | 'unknown'
  | 'announced';

export interface CallRow {
  attemptId: string;
  /** They called us. */
  incoming: boolean;
  leadId: string;
  agentId: string;
  /** The agent's name, or the id where no user has it. */
  agentName: string;
  /** The lead's name, for people who may read leads; empty for others, and when the lead is gone. */
  leadName: string;
  /** Snapshot of the number at the time of the call, E.164. */
  phone: string;
  cause: EndCauseName;
  /** Catalogue word where the cause alone does not say enough, else empty. */
  reason: string;
  dialAt: number | undefined;
  endAt: number | undefined;
  /** Time the two talked, ms; 0 when they never did. */
  talkMs: number;
  dispositionLabel: string;
  note: string;
  /** Oldest first. */
  recordings: readonly RecordingView[];
}

/** One file of what was said, below the media relay's folder. */
export interface RecordingView {
  name: string;
  startedAt: number;
  durationMs: number;
  /** Why it is not whole, a word of the relay; empty: it is. */
  failure: string;
}

export interface CallPage {
  calls: readonly CallRow[];
  nextPageToken: string;
}

export type DispositionCategoryName = 'final' | 'retry' | 'callback' | 'dnc' | 'converted';

export interface DispositionView {
  code: string;
  label: string;
  category: DispositionCategoryName;
}

export interface CampaignView {
  campaignId: string;
  processId: string;
  name: string;
  timeZone: string;
  ringOnPreview: boolean;
  /** Its agents may dial numbers that they type. */
  manualDialling: boolean;
  dispositions: readonly DispositionView[];
}

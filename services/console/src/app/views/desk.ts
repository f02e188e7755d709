import type { CallRow, CampaignView, LeadView } from './leads.ts';

/** The desk's event stream and its commands. Instants are ms since the epoch on the server's clock. */

export type PresenceName =
  | 'offline'
  | 'not_ready'
  | 'ready'
  | 'reserved'
  | 'previewing'
  /** A caller is on the line, and the agent's phone rings. */
  | 'ringing'
  | 'dialing'
  | 'on_call'
  | 'wrap_up';

export type LaneName =
  | 'unspecified'
  | 'dialback'
  | 'fresh_p1'
  | 'own_callback'
  | 'common_callback'
  | 'p1'
  | 'p2'
  | 'p3'
  | 'p4'
  | 'postponed'
  /** Opened or dialled by the agent's own choice. */
  | 'by_hand'
  /** The person has called us. */
  | 'caller';

export interface ReasonView {
  /** Word of the error catalogue. */
  reason: string;
  text: string;
  clearsAt: number | undefined;
}

export interface PreviewView {
  processId: string;
  campaignId: string;
  /** Empty for a number that is in no lead. */
  leadId: string;
  attemptId: string;
  /** int64 as a decimal string. */
  fencingToken: string;
  /** P1 to P4, or empty for callbacks, dial-backs and what was opened by hand. */
  level: string;
  lane: LaneName;
  presentedAt: number | undefined;
  lockExpireAt: number | undefined;
  previewLimitAt: number | undefined;
  ringOnPreview: boolean;
  skipsLeft: number;
  dialback: boolean;
  dialRequested: boolean;
  /** E.164: of a number in no lead, or the one that was chosen for the last dial; empty: the lead's Caller ID. */
  phone: string;
  /** They have called us, and the call is for this agent. */
  caller: CallerOnLine | undefined;
}

export interface CallerOnLine {
  /** The number of ours that they called. */
  incomingNumberId: string;
  arrivedAt: number | undefined;
  withheld: boolean;
  /** The lead was made for this call. */
  leadCreated: boolean;
}

export type CallPhase =
  | 'agent_ringing'
  | 'agent_answered'
  | 'lead_dialled'
  | 'lead_ringing'
  | 'lead_answered'
  | 'bridged'
  | 'ended';

export interface DeskCall {
  phase: CallPhase;
  phaseAt: number | undefined;
  bridgeAt: number | undefined;
  /** Name of the end cause in lower case, once ended. */
  endCause: string;
  /** The agent has put the lead on hold. */
  held: boolean;
  /** The lead hears nothing of the agent. */
  muted: boolean;
  /** It is being written down, or that is paused. */
  recording: 'off' | 'running' | 'paused';
  /** A colleague is being brought in; answered: the two talk. */
  colleague: { agentId: string; name: string; answered: boolean } | undefined;
}

/** A colleague's call on its way to this agent, or with them. */
export interface HandoverView {
  attemptId: string;
  processId: string;
  campaignId: string;
  leadId: string;
  fromAgentId: string;
  fromName: string;
  /** consulting: the two agents talk and the lead hears music; taken: the call is this agent's. */
  stage: 'ringing' | 'consulting' | 'taken';
  /** Ready when it is over. */
  readyAfter: boolean;
  /** Taken, and the agent has put the lead on hold. */
  held: boolean;
  /** Taken, and the lead hears nothing of the agent. */
  muted: boolean;
}

/** Somebody a call may be given to. */
export interface ColleagueView {
  agentId: string;
  name: string;
  presence: PresenceName;
  presenceAt: number | undefined;
  /** Nothing in hand: a transfer would be taken. */
  free: boolean;
}

/** All a preview card shows of the lead. */
export interface LeadDetails {
  lead: LeadView;
  campaign: CampaignView | undefined;
  /** Newest first, at most ten. */
  calls: readonly CallRow[];
  claimed: 'nobody' | 'me' | 'other';
  /** Of a caller: what the number that they called goes by; else empty. */
  numberName: string;
}

export interface PhoneView {
  registered: boolean;
  username: string;
  /** What the phone calls itself; empty while it is not registered. */
  userAgent: string;
  /** Where a phone registers, for the settings notice. */
  registrar: string;
}

/** Event `desk`: the whole desk after a change; the id is its sequence. */
export interface DeskEvent {
  sequence: string;
  serverAt: number;
  presence: PresenceName;
  notReadyReason: string;
  notReadyPending: boolean;
  /** The supervisor who asked for it; empty: nobody. */
  notReadyBy: string;
  presenceAt: number | undefined;
  preview: PreviewView | undefined;
  call: DeskCall | undefined;
  wrapUpLimitAt: number | undefined;
  waiting: readonly { lane: LaneName; count: number }[];
  nextDueAt: number | undefined;
  emptyReason: string;
  idleGap: boolean;
  heldBack: readonly ReasonView[];
  dialRefusals: readonly ReasonView[];
  handover: HandoverView | undefined;
  /** Details of the preview's or the handover's lead; absent without one or while they cannot be read. */
  details: LeadDetails | undefined;
  /** Why the details are missing: a catalogue word. */
  detailsProblem: string | undefined;
  /** Absent while the SIP service does not answer. */
  phone: PhoneView | undefined;
}

/** Event `beat`, every 15 s: the stream is alive; the page answers with POST /api/desk/alive. */
export interface BeatEvent {
  serverAt: number;
}

/** Event `trouble`: the desk cannot be watched now; the console keeps trying. */
export interface TroubleEvent {
  reason: string;
  text: string;
}

/** Event `closing`: the last of a stream. */
export interface ClosingEvent {
  cause: 'taken_over' | 'signed_out' | 'not_alive' | 'restart';
}

export interface PresenceBody {
  requestId: string;
  ready: boolean;
  reason?: string | undefined;
}

export interface AttemptBody {
  requestId: string;
  attemptId: string;
  fencingToken: string;
}

export interface DisposeBody extends AttemptBody {
  dispositionCode: string;
  note: string;
  callbackAt?: number | undefined;
  callbackCommon?: boolean | undefined;
}

export interface ClaimBody {
  requestId: string;
  processId: string;
  leadId: string;
  fencingToken: string;
}

export interface DialAnswer {
  dialling: boolean;
  reasons: readonly ReasonView[];
}

export interface DialBody extends AttemptBody {
  /** Another number of the lead, E.164. */
  phone?: string | undefined;
  /** why the do-not-call list does not hold this once. */
  overrideReason?: string | undefined;
}

/** What became of opening a lead or a number by hand. */
export interface OpenedView {
  /** Empty where it was refused. */
  attemptId: string;
  fencingToken: string;
  reasons: readonly ReasonView[];
}

/** What became of a call to somebody who was typed. */
export interface NewCallView extends DialAnswer {
  /** Of the lead that was made; empty without one. */
  leadId: string;
  /** It is in front of the agent, dialled or not. */
  opened: boolean;
}

/** When the lead in hand may be called, from an instant on. */
export interface CallTimeView {
  /** Absent: no time is in sight. */
  at: number | undefined;
}

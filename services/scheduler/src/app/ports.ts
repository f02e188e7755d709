import type { DispositionCategory } from '@firstring/domain/lead-lifecycle';
import type { Permit } from '@firstring/contracts/claim/claim_service';
import type { CustomerFacts, DialFacts } from '@firstring/contracts/leads/lead_service';
import type { AutomaticDialling } from '../domain/pacing/automatic.ts';
import type { DialbackEntry } from '../domain/dialback-queue.ts';
import type { CampaignOrder, ListOrder } from '../domain/order/campaign-rules.ts';
import type { IndexCard } from '../domain/order/card.ts';
import type { LeadPlacement } from '../domain/order/placements.ts';
import type { Reason } from '../domain/order/standing.ts';

/** A lead's home guard. */
export interface GuardRef {
  readonly processId: string;
  /** E.164. */
  readonly phone: string;
  /** Empty for a number in no lead. */
  readonly leadId: string;
}

export type LockAnswer =
  | { readonly type: 'granted'; readonly token: number; readonly expiresAt: number }
  | { readonly type: 'refused'; readonly reason: string; readonly clearsAt?: number };

export type DialAnswer =
  | { readonly type: 'permitted'; readonly permit: Permit }
  | { readonly type: 'refused'; readonly reasons: readonly Reason[] };

export interface GuardView {
  readonly lockedByAgentId: string;
  readonly lockedLeadId: string;
  readonly token: number;
  readonly lockExpiresAt: number;
  readonly ownerByLead: Readonly<Record<string, string>>;
}

/** lead-store's word that an outcome makes the agent the lead's owner. */
export interface OutcomeClaim {
  readonly reason: 'callback' | 'winner' | 'postponed';
  readonly dueAt: number | undefined;
  readonly releaseAfterMs: number;
}

interface Held {
  readonly requestId: string;
  readonly guard: GuardRef;
  readonly token: number;
}

/** The claim service. Failures are AppErrors; STALE_TOKEN and LOCK_EXPIRED say that the lock is lost. */
export interface ClaimPort {
  acquireLock(request: {
    requestId: string;
    guard: GuardRef;
    agentId: string;
    ownerEpoch: number;
    leaseMs: number;
    /** Whose lead it is; asked for by CUSTOMER_FACTS_NEEDED. */
    customer?: CustomerFacts | undefined;
    /** The agent opens it: the do-not-call list is asked at the dial. */
    byHand?: boolean;
    /** Whoever owns the lead. */
    anyOwner?: boolean;
  }): Promise<LockAnswer>;
  /** For a person who is on our line: the call's own lock gives way, and the one that is named (ADR 20). */
  holdForCaller(request: {
    requestId: string;
    guard: GuardRef;
    attemptId: string;
    /** Who is rung; empty: the caller waits. */
    agentId: string;
    ownerEpoch: number;
    leaseMs: number;
    /** 0: none. */
    heldToken: number;
  }): Promise<LockAnswer>;
  /** The new end of the lease. */
  renewLock(request: Held & { leaseMs: number }): Promise<number>;
  releaseLock(request: Held & { leadVersion: number }): Promise<void>;
  authorizeDial(
    request: Held & {
      agentId: string;
      attemptId: string;
      facts: DialFacts;
      dialAt: number;
      dialback: boolean;
      byHand: boolean;
      /** R-140; empty: the do-not-call list holds. */
      overrideReason: string;
    },
  ): Promise<DialAnswer>;
  /** Gives a reservation back: proof that the customer's phone did not ring. */
  returnPermit(request: { requestId: string; guard: GuardRef; permitId: string }): Promise<void>;
  claimLead(request: Held & { agentId: string; claim: OutcomeClaim }): Promise<void>;
  /** The agent owns the lead, and agreed no new time. */
  endCallback(request: Held & { agentId: string }): Promise<void>;
  /** The agent gives up the lead they own. */
  giveUpClaim(request: { requestId: string; guard: GuardRef; agentId: string }): Promise<void>;
  /** the number is never dialled again in this process. */
  exclude(request: { requestId: string; processId: string; phone: string; agentId: string }): Promise<void>;
  readGuard(processId: string, phone: string): Promise<GuardView>;
}

/** What the scheduler follows of a campaign. */
export interface CampaignSettings {
  /** Of its days. */
  readonly timeZone: string;
  readonly campaignId: string;
  readonly processId: string;
  readonly version: number;
  readonly agentIds: readonly string[];
  /** A closed one has nobody to work it any more; a paused one only gives nothing. */
  readonly isClosed: boolean;
  readonly order: CampaignOrder;
  readonly ringOnPreview: boolean;
  readonly previewMs: number;
  readonly wrapUpMs: number;
  readonly ringMs: number;
  readonly skipBudget: number;
  /** Its agents may dial numbers that they type. */
  readonly manualDialling: boolean;
  /** Dials by itself (ADR 23); absent: agents look at its leads first. */
  readonly automatic?: AutomaticDialling;
  readonly dispositions: readonly { readonly code: string; readonly category: DispositionCategory }[];
}

export interface Outcome {
  readonly requestId: string;
  readonly processId: string;
  /** Whose disposition it is. */
  readonly campaignId: string;
  readonly leadId: string;
  readonly agentId: string;
  /** Empty when the lead was disposed without dialling. */
  readonly attemptId: string;
  readonly token: number;
  readonly dispositionCode: string;
  readonly note: string;
  readonly callbackAt: number | undefined;
  readonly callbackCommon: boolean;
}

export interface RecordedOutcome {
  readonly version: number;
  readonly category: DispositionCategory;
  readonly card: IndexCard | undefined;
  readonly claim: OutcomeClaim | undefined;
  /** The callback is anybody's. */
  readonly givesUpClaim: boolean;
}

/** lead-store. */
export interface LeadPort {
  dialFacts(ref: {
    readonly processId: string;
    /** Empty for a number in no lead. */
    readonly leadId: string;
    readonly campaignId: string;
    /** The number to dial, E.164; none: the lead's Caller ID. */
    readonly phone?: string;
  }): Promise<DialFacts>;
  /** Those that have this number, whichever of theirs it is. */
  leadsOfNumber(processId: string, phone: string): Promise<readonly IndexCard[]>;
  /** a lead with only the number; the same request gets the same lead. */
  createCallerLead(request: {
    requestId: string;
    processId: string;
    campaignId: string;
    phone: string;
  }): Promise<{ readonly leadId: string; readonly version: number }>;
  recordOutcome(outcome: Outcome): Promise<RecordedOutcome>;
  processIds(): Promise<readonly string[]>;
  campaigns(processId: string): Promise<readonly CampaignSettings[]>;
  lists(processId: string): Promise<readonly ListOrder[]>;
  /** Every live card of a process, in chunks. */
  streamCards(processId: string, signal: AbortSignal): AsyncIterable<readonly IndexCard[]>;
  /** Placements of all leads of a campaign, each piece by one revision of its criteria. */
  streamPlacements(
    of: { readonly processId: string; readonly campaignId: string },
    signal: AbortSignal,
  ): AsyncIterable<{ readonly revision: number; readonly leads: readonly LeadPlacement[] }>;
  /** How an attempt has ended, once the call log has it. */
  findEnd(
    processId: string,
    attemptId: string,
  ): Promise<{ readonly endCause: string; readonly endAt: number; readonly bridgedAt?: number } | undefined>;
}

/** What an agent may do with a bridged call. */
export type CallControl =
  | { readonly type: 'hold' | 'resume' | 'complete_transfer' | 'cancel_transfer' }
  | { readonly type: 'mute'; readonly on: boolean }
  | { readonly type: 'keys'; readonly digits: string }
  | { readonly type: 'transfer'; readonly agentId: string; readonly attended: boolean };

/** The sip service: AGENT_NOT_REGISTERED and other refusals are AppErrors. */
export interface SipPort {
  ringAgent(request: {
    requestId: string;
    guard: GuardRef;
    campaignId: string;
    agentId: string;
    attemptId: string;
    token: number;
    ringLimitS: number;
  }): Promise<void>;
  placeCall(request: { requestId: string; permit: Permit }): Promise<void>;
  /** Of a permit that names no agent (ADR 23). */
  dialLead(request: { requestId: string; permit: Permit; plan: AutomaticDialling }): Promise<void>;
  hangUp(request: { requestId: string; attemptId: string; agentId: string }): Promise<void>;
  controlCall(
    ref: { requestId: string; attemptId: string; agentId: string },
    control: CallControl,
  ): Promise<void>;
}

export type DialbackResult =
  | 'dialing'
  | 'bridged'
  | 'unanswered'
  | 'returned'
  | 'withdrawn'
  | 'caller_reached';

/** The dial-back service. */
export interface DialbackPort {
  /** False when the entry is no longer to be called. */
  present(request: {
    requestId: string;
    processId: string;
    dialbackId: string;
    agentId: string;
    token: number;
  }): Promise<boolean>;
  settle(request: {
    requestId: string;
    processId: string;
    dialbackId: string;
    result: DialbackResult;
    /** When that was. */
    eventAt: number;
  }): Promise<void>;
  open(processId: string): Promise<readonly DialbackEntry[]>;
}

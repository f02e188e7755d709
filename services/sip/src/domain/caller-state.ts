import type { WaitingSound } from './incoming-number.ts';

/**
 * One caller, from the INVITE until an agent has lifted or the call is lost. Plain JSON: the journal keeps it as it is.
 *
 * arriving    the arrival is being written; nothing has been sent
 * waiting     the caller hears what waiting callers hear; the scheduler looks for an agent
 * ringing     an agent's phone rings
 * connecting  the agent has lifted, the caller's 200 is on its way
 * over        lost, or connected: from there it is the call of `stepCall`
 */
export type CallerPhase = 'arriving' | 'waiting' | 'ringing' | 'connecting' | 'over';

/** Why a call that came in reached nobody, as dial-back is told. */
export type LostCause = 'CALLER_HUNG_UP' | 'QUEUE_TIMEOUT' | 'NO_AGENT' | 'CLOSED_HOURS' | 'REFUSED';

/** Why the scheduler lets a caller go. */
export type DismissCause = 'QUEUE_TIMEOUT' | 'NO_AGENT' | 'REFUSED' | 'NO_LEAD';

/** How an agent's phone did not take the call. */
export type RingOutcome = 'NO_ANSWER' | 'BUSY' | 'DECLINED' | 'UNREACHABLE' | 'STOPPED';

/** The call as it came. */
export interface ArrivedCall {
  readonly attemptId: string;
  readonly processId: string;
  /** Where a caller belongs whom nobody has found yet. */
  readonly campaignId: string;
  /** Empty: nobody has configured the number. */
  readonly incomingNumberId: string;
  /** E.164; empty where the caller is withheld or must not be called back. */
  readonly phone: string;
  /** E.164 of the number that was called; empty where it is none. */
  readonly called: string;
  readonly trunkId: string;
  readonly sipCallId: string;
  readonly arrivedAt: number;
  /** We have called them (ADR 23). */
  readonly dialled?: { readonly leadId: string; readonly fencingToken: string; readonly waitMs: number };
}

/** Whom the caller is, as the scheduler found. */
export interface CallerMatch {
  readonly campaignId: string;
  /** Empty: nobody we know. */
  readonly leadId: string;
  readonly created: boolean;
}

/** The scheduler's word to ring one agent's phone. */
export interface RingOrder {
  readonly agentId: string;
  readonly campaignId: string;
  readonly leadId: string;
  /** Decimal 64-bit integer. */
  readonly fencingToken: string;
  readonly ringMs: number;
}

/** Milliseconds; fixed when the call arrives. */
export interface CallerLimits {
  readonly waitMs: number;
  /** A phone that does not even say that it rings is not there (F51). */
  readonly agentSilenceMs: number;
}

export type CallerOutcome =
  | { readonly type: 'connected' }
  | { readonly type: 'lost'; readonly cause: LostCause };

export interface CallerState {
  readonly phase: CallerPhase;
  readonly call: ArrivedCall;
  readonly limits: CallerLimits;
  readonly sound: WaitingSound;
  readonly match: CallerMatch;
  /** Agents rung so far; names the ring. */
  readonly rings: number;
  readonly ring?: RingOrder;
  /** The phone that is being rung has said so. */
  readonly hasRung: boolean;
  /** The wait is over, but a phone rings. */
  readonly waitIsOver: boolean;
  readonly outcome?: CallerOutcome;
}

export const NOBODY_KNOWN: CallerMatch = { campaignId: '', leadId: '', created: false };

/** A call that has arrived, before anything was done with it. */
export function newCaller(order: Pick<CallerState, 'call' | 'limits' | 'sound'>): CallerState {
  return { ...order, phase: 'arriving', match: NOBODY_KNOWN, rings: 0, hasRung: false, waitIsOver: false };
}

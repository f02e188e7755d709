import type { MediaWish } from './call-arrangement.ts';
import type { EndCause } from './end-cause.ts';
import type { LeadChoice, LeadFirstPlan } from './lead-first.ts';
import type { Permit } from './permit.ts';
import type { AttestationLevel } from './trunk.ts';

/**
 * One attempt, from the wish to ring an agent to its one record. Plain JSON: the journal keeps it as it is.
 *
 * starting   the attempt is being written and the relay's offer made; nothing has been sent
 * agent      the agent's phone is being rung; the lead is up already where it has called, or was dialled first
 * waiting    the agent has lifted; no permit has come yet
 * preparing  trunk slot and relay's offer for the lead's leg are being made, the journal is being flushed
 * redeeming  claim is asked, right before the INVITE
 * committing the journal learns that the lead's INVITE is about to leave; a crash from here on counts
 * dialled    INVITE to the lead is out
 * ringing    18x from the lead's side
 * announcing the lead who was dialled first hears a recording, or that nobody is there (ADR 23)
 * joining    the lead has answered, audio is being joined
 * bridged    the two talk
 * ending     the attempt is lost, but the lead's INVITE has no final answer yet, or the relay has a file to close
 * ended      one record exists; only legs that come up late are still hung up
 */
export type CallPhase =
  | 'starting'
  | 'agent'
  | 'waiting'
  | 'preparing'
  | 'redeeming'
  | 'committing'
  | 'dialled'
  | 'ringing'
  | 'announcing'
  | 'joining'
  | 'bridged'
  | 'ending'
  | 'ended';

/** `over`: ended by us or by the far end; nothing more is owed to it. */
export type LegState = 'none' | 'calling' | 'up' | 'over';

/** Limits of one call, milliseconds; fixed when the attempt starts. */
export interface CallLimits {
  readonly agentRingMs: number;
  /** A phone that does not even say that it rings is not there (F51). */
  readonly agentSilenceMs: number;
  /** How long an agent who has lifted waits for the permit. */
  readonly permitWaitMs: number;
  /** How long a CANCELled lead leg may take to its final answer. */
  readonly cancelMs: number;
  readonly callMs: number;
  /** A side of which nothing is heard for so long is gone (F54); 0: it is not asked. */
  readonly silenceMs: number;
  readonly silenceCheckMs: number;
  /** How long a colleague's phone rings. */
  readonly colleagueRingMs: number;
  /** Trunks tried for one attempt. */
  readonly triesMax: number;
}

/** Who and what; from the lock (ring on preview) or from the permit. */
export interface CallSubject {
  readonly attemptId: string;
  readonly processId: string;
  readonly campaignId: string;
  readonly leadId: string;
  readonly agentId: string;
  /** Home guard or permit's number, E.164. */
  readonly phone: string;
  /** Decimal 64-bit integer. */
  readonly fencingToken: string;
}

/** Instants, ms since the epoch. */
export interface CallTimes {
  readonly requestedAt: number;
  readonly agentRingAt?: number;
  readonly agentAnswerAt?: number;
  readonly inviteAt?: number;
  readonly ringAt?: number;
  readonly answerAt?: number;
  readonly bridgeAt?: number;
  readonly endAt?: number;
}

/** Who holds the call; all at once is possible. */
export interface HoldState {
  /** By the desk: the agent pressed Hold. */
  readonly desk: boolean;
  readonly agent: MediaWish;
  readonly lead: MediaWish;
  /** By the desk: the lead hears nothing of the agent. It outlasts a hold, and ends with a transfer. */
  readonly muted?: boolean;
}

/** One file of what was said. */
export interface RecordedPart {
  readonly name: string;
  readonly startedAt: number;
  /** Unset while it is being written. */
  readonly endedAt?: number;
  /** Why it is not whole, a word of the relay. */
  readonly failure?: string;
}

export interface CallRecording {
  readonly state: 'off' | 'running' | 'paused';
  readonly parts: readonly RecordedPart[];
}

/** A colleague is being brought in. */
export interface Transfer {
  /** Rises by one a transfer of this call; names the colleague's leg. */
  readonly number: number;
  readonly agentId: string;
  /** blind: the colleague has the call on lifting. attended: agent and colleague talk first. */
  readonly mode: 'blind' | 'attended';
  /** Where it was asked for; a phone is told how it goes (RFC 3515). */
  readonly by: 'desk' | 'phone';
  readonly stage: 'preparing' | 'calling' | 'talking';
  /** Of the colleague's phone. */
  readonly wish: MediaWish;
}

/** How the attempt will be recorded. */
export interface Verdict {
  readonly cause: EndCause;
  /** From the error catalogue, where the cause alone does not say enough; else empty. */
  readonly reason: string;
}

/** Who the lead is shown as calling, as the trunk was told. */
export interface ShownCaller {
  /** E.164; another than the permit's where the trunk shows local numbers. */
  readonly callerId: string;
  /** Level the carrier signs it with (RFC 8588), as agreed; empty where nothing was. */
  readonly attestation: AttestationLevel;
}

export interface CallState {
  readonly phase: CallPhase;
  readonly subject: CallSubject;
  readonly limits: CallLimits;
  readonly times: CallTimes;
  readonly permit?: Permit;
  /** Of a call that came in: its lead leg is up from the start, and there is no permit. */
  readonly incomingNumberId?: string;
  /** The lead is dialled before an agent is on the line (ADR 23). */
  readonly leadFirst?: LeadFirstPlan;
  readonly leadChoice?: LeadChoice;
  readonly agentLeg: LegState;
  readonly leadLeg: LegState;
  /** 1 with the first trunk; 0 before. */
  readonly tryNumber: number;
  readonly trunkId: string;
  readonly sipCallId: string;
  readonly shown?: ShownCaller;
  /** Last SIP status of the lead's leg. */
  readonly sipStatus: number;
  /** The lead's INVITE may have left: set before it is sent. */
  readonly committed: boolean;
  /** The customer's phone rang, or nobody can say that it did not. */
  readonly counted: boolean;
  /** Ringback of the relay is playing to the agent. */
  readonly ringback: boolean;
  readonly hold: HoldState;
  /** Absent: nobody has asked for one. */
  readonly recording?: CallRecording;
  readonly transfer?: Transfer;
  /** Transfers begun so far. */
  readonly transfers: number;
  /** Whose leg the agent's is: 0 the first agent's, else that transfer's. */
  readonly agentNumber: number;
  /** Whoever talks to the lead now; the record names the agent who dialled. */
  readonly agentId: string;
  /** Of the last published event. */
  readonly version: number;
  /** What the last trunk's failure meant, while the next one is being tried. */
  readonly fallback?: Verdict;
  /** Set as soon as the attempt is lost; the record says it unless a later answer knows better. */
  readonly verdict?: Verdict;
}

export const NOT_HELD: HoldState = { desk: false, agent: 'talk', lead: 'talk' };

/** A new attempt, before anything has been done for it. */
export function newCall(
  order: { subject: CallSubject; limits: CallLimits; permit?: Permit; leadFirst?: LeadFirstPlan },
  nowAt: number,
): CallState {
  return {
    phase: 'starting',
    subject: order.subject,
    limits: order.limits,
    times: { requestedAt: nowAt },
    ...(order.permit === undefined ? {} : { permit: order.permit }),
    ...(order.leadFirst === undefined ? {} : { leadFirst: order.leadFirst }),
    agentLeg: 'none',
    leadLeg: 'none',
    tryNumber: 0,
    trunkId: '',
    sipCallId: '',
    sipStatus: 0,
    committed: false,
    counted: false,
    ringback: false,
    hold: NOT_HELD,
    transfers: 0,
    agentNumber: 0,
    agentId: order.subject.agentId,
    version: 0,
  };
}

/** It came in: nobody was dialled, and there is no permit. */
export function isInbound(state: CallState): boolean {
  return state.incomingNumberId !== undefined;
}

/** A call that came in, at the moment in which an agent has lifted: both legs are up, and nothing will be dialled. */
export function newInboundCall(order: {
  readonly subject: CallSubject;
  readonly limits: CallLimits;
  readonly incomingNumberId: string;
  readonly trunkId: string;
  readonly sipCallId: string;
  /** Number that was called, E.164. */
  readonly called: string;
  readonly times: CallTimes;
}): CallState {
  const { subject, limits, incomingNumberId, trunkId, sipCallId, called, times } = order;
  return {
    ...newCall({ subject, limits }, times.requestedAt),
    incomingNumberId,
    trunkId,
    sipCallId,
    times,
    shown: { callerId: called, attestation: '' },
    agentLeg: 'calling',
    leadLeg: 'up',
    tryNumber: 1,
    sipStatus: 200,
  };
}

/** The agents whose phone this call has; nobody else's next call waits for it. */
export function engagedAgents(state: CallState): readonly string[] {
  // Of a lead who was dialled first nobody has the call until an agent lifts.
  if (state.phase === 'ended' || state.agentId === '') return [];
  const { transfer, agentId } = state;
  if (transfer === undefined) return [agentId];
  return state.agentLeg === 'up' ? [agentId, transfer.agentId] : [transfer.agentId];
}

import { recordedParts, type EndedPart } from './recorded-parts.ts';
import type { CallState } from './call-state.ts';
import type { EndCause } from './end-cause.ts';
import type { LeadChoice } from './lead-first.ts';

/** The one record of an attempt (proto CallRecord). */
export interface CallRecord {
  readonly attemptId: string;
  readonly processId: string;
  readonly campaignId: string;
  readonly leadId: string;
  readonly agentId: string;
  readonly phone: string;
  readonly callerId: string;
  /** Level the carrier signs the caller id with (RFC 8588), as agreed with it; empty: none. */
  readonly attestation: string;
  readonly trunkId: string;
  readonly cause: EndCause;
  readonly sipStatus: number;
  readonly counted: boolean;
  readonly fencingToken: string;
  readonly dialAt: number | undefined;
  readonly agentRingAt: number | undefined;
  readonly agentAnswerAt: number | undefined;
  readonly inviteAt: number | undefined;
  readonly ringAt: number | undefined;
  readonly answerAt: number | undefined;
  readonly bridgeAt: number | undefined;
  readonly endAt: number;
  readonly sipCallId: string;
  readonly reason: string;
  readonly dialback: boolean;
  /** Of a call that came in. */
  readonly incomingNumberId: string | undefined;
  /** Of a lead who heard a recording (ADR 23). */
  readonly leadChoice: LeadChoice | undefined;
  readonly recordings: readonly EndedPart[];
}

/** What the attempt amounts to, ended now with its verdict. */
export function recordOf(state: CallState, nowAt: number): CallRecord {
  const { subject, permit, times, verdict } = state;
  return {
    ...subject,
    phone: permit?.phone ?? subject.phone,
    callerId: state.shown?.callerId ?? permit?.callerId ?? '',
    attestation: state.shown?.attestation ?? '',
    trunkId: state.trunkId,
    cause: verdict?.cause ?? 'FAILED',
    reason: verdict?.reason ?? 'INTERNAL',
    sipStatus: state.sipStatus,
    counted: state.counted,
    dialAt: permit?.dialAt,
    agentRingAt: times.agentRingAt,
    agentAnswerAt: times.agentAnswerAt,
    inviteAt: times.inviteAt,
    ringAt: times.ringAt,
    answerAt: times.answerAt,
    bridgeAt: times.bridgeAt,
    endAt: nowAt,
    sipCallId: state.sipCallId,
    dialback: permit?.dialback ?? false,
    incomingNumberId: state.incomingNumberId,
    leadChoice: state.leadChoice,
    recordings: recordedParts(state, nowAt),
  };
}

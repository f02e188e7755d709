import { afterAttempt, isTimedCallback, statusesAfter } from '@firstring/domain/lead-lifecycle';
import type { AttemptResult } from '@firstring/domain';
import { type CallType, enterStatuses, isOlderToken, rememberAttempt, type LiveLead } from './lead.ts';

/** The record of an attempt that is over, in this service's words. */
export interface CallEnd {
  readonly attemptId: string;
  readonly counted: boolean;
  /** Undefined when no call to the lead left the house. */
  readonly result: AttemptResult | undefined;
  readonly bridged: boolean;
  readonly dialback: boolean;
  /** The person has called us: no attempt of ours, whatever becomes of it. */
  readonly inbound: boolean;
  readonly fencingToken: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Any step of a call that is not its end. Returns the lead itself when there is nothing new. */
export function callRuns(lead: LiveLead, attemptId: string, at: number): LiveLead {
  if (lead.call?.attemptId === attemptId || lead.endedAttempts.includes(attemptId)) return lead;
  const known = lead.outcome?.attemptId === attemptId ? lead.outcome.timedCallback : undefined;
  const timedCallback = known ?? isTimedCallback(lead.progress, at);
  return { ...lead, call: { attemptId, startedAt: at, timedCallback } };
}

/** the lead answered and was bridged. */
export function callBridged(lead: LiveLead, attemptId: string, at: number): LiveLead {
  return enterStatuses(callRuns(lead, attemptId, at), statusesAfter(lead.status, 'routed'), at);
}

/** Counts the attempt once, however often its record comes. Returns the lead itself when there is nothing new. */
export function callEnded(lead: LiveLead, end: CallEnd): LiveLead {
  const open = lead.call?.attemptId === end.attemptId ? { ...lead, call: undefined } : lead;
  if (lead.endedAttempts.includes(end.attemptId)) return open;
  const outsideCadence = end.dialback || end.inbound || wasTimedCallback(lead, end);
  const counted: LiveLead = {
    ...open,
    ...(end.result === undefined ? {} : { lastCallType: callType(end, outsideCadence) }),
    progress: afterAttempt(lead.progress, { ...end, outsideCadence }, lead.timeZone),
    fencingToken: isOlderToken(lead.fencingToken, end.fencingToken) ? end.fencingToken : lead.fencingToken,
  };
  const routed = end.bridged ? statusesAfter(lead.status, 'routed') : [];
  return rememberAttempt(enterStatuses(counted, routed, end.endedAt), end.attemptId);
}

function callType({ dialback, inbound }: CallEnd, outsideCadence: boolean): CallType {
  if (inbound) return 'inbound';
  if (dialback) return 'dialback';
  return outsideCadence ? 'callback' : 'outbound';
}

function wasTimedCallback(lead: LiveLead, end: CallEnd): boolean {
  if (lead.call?.attemptId === end.attemptId) return lead.call.timedCallback;
  if (lead.outcome?.attemptId === end.attemptId) return lead.outcome.timedCallback;
  return isTimedCallback(lead.progress, end.startedAt);
}

/** Final state of an attempt (docs/state-machines.md, "Call attempt"); the wire's EndCause without its prefix. */
export type EndCause =
  | 'LEAD_HUNG_UP'
  | 'AGENT_HUNG_UP'
  | 'LOST'
  | 'NO_ANSWER'
  | 'BUSY'
  | 'REJECTED'
  | 'CANCELLED'
  | 'INVALID_NUMBER'
  | 'CONGESTED'
  | 'FORBIDDEN'
  | 'FAILED'
  | 'AGENT_UNREACHABLE'
  | 'BLOCKED'
  | 'ABANDONED'
  | 'UNKNOWN'
  | 'ANNOUNCED';

/** How a leg that never came up ended. */
export interface LegFailure {
  /** SIP status; 0 when there was none at all. */
  readonly status: number;
  /** False when our own stack made the response up (no answer, no route): the far end said nothing. */
  readonly heard: boolean;
  /** A redirect to another target of the same trunk, which its settings let us follow. */
  readonly elsewhere?: boolean;
}

const CAUSE_BY_STATUS: ReadonlyMap<number, EndCause> = new Map([
  [404, 'INVALID_NUMBER'],
  [410, 'INVALID_NUMBER'],
  [416, 'INVALID_NUMBER'],
  [484, 'INVALID_NUMBER'],
  [485, 'INVALID_NUMBER'],
  [604, 'INVALID_NUMBER'],
  [486, 'BUSY'],
  [600, 'BUSY'],
  [603, 'REJECTED'],
  [607, 'REJECTED'],
  [608, 'REJECTED'],
  [408, 'NO_ANSWER'],
  [480, 'NO_ANSWER'],
  [487, 'CANCELLED'],
  [503, 'CONGESTED'],
  [401, 'FORBIDDEN'],
  [403, 'FORBIDDEN'],
  [407, 'FORBIDDEN'],
]);

/** What a final failure of the lead's leg means; `rang` tells a phone nobody lifted from a trunk that is dead. */
export function leadFailureCause(failure: LegFailure, rang: boolean): EndCause {
  if (!failure.heard && !rang) return 'FAILED';
  return CAUSE_BY_STATUS.get(failure.status) ?? 'FAILED';
}

/**
 * Whether the customer's phone may have rung although no 18x came. A final response from the far end before any 18x is
 * proof that it did not, and so is a request our stack could not deliver (503); silence (408) proves nothing.
 */
export function mayHaveRung(failure: LegFailure): boolean {
  return !failure.heard && failure.status !== 503;
}

/** Failures of the trunk, not of the number: another trunk may do better (F55). Nothing is tried again after an 18x. */
export function isTrunkFailure({ status, heard, elsewhere }: LegFailure): boolean {
  if (!heard || elsewhere === true) return true;
  return (status >= 500 && status < 600) || status === 401 || status === 407 || status === 408;
}

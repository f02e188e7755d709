/**
 * Missed calls of one number in one process, and what becomes of each (R-49 to R-66, docs/state-machines.md).
 *
 * queued → presented → dialing → completed | queued again (not before +5 min) | expired | closed (lead made by "Connect
 * as new"). Any open entry → cancelled when the caller was reached, withdrawn, or called again (R-63: only the newest
 * missed call stays open, and it keeps the first one's place). `missed-only` was never queued and says why.
 */
export type DialbackState =
  | 'queued'
  | 'presented'
  | 'dialing'
  | 'completed'
  | 'cancelled'
  | 'expired'
  | 'closed'
  | 'missed-only';

export interface Entry {
  readonly dialbackId: string;
  readonly campaignId: string;
  readonly leadId: string;
  readonly state: DialbackState;
  /** First missed time of the chain: the place in the queue. */
  readonly orderAt: number;
  readonly missedAt: number;
  readonly expiresAt: number;
  readonly notBeforeAt: number;
  readonly attempts: number;
  /** Why it was lost, then why it ended. */
  readonly cause: string;
  /** Holder while presented or dialing. */
  readonly agentId?: string;
}

/** All of one number; the newest entry is last. Only the last one can be open. */
export interface MissedCalls {
  readonly processId: string;
  readonly phone: string;
  readonly entries: readonly Entry[];
  /** Present while an entry is open: when the sweeper looks at it. */
  readonly sweepAt?: number;
}

export interface DialbackPolicy {
  /** Time limit from the last missed call. */
  readonly ttlMs: number;
  readonly retryGapMs: number;
  readonly attemptsMax: number;
}

/** `number_excluded`: the caller is on the do-not-call list. */
export type MissedCause =
  | 'caller_hung_up'
  | 'queue_timeout'
  | 'no_agent'
  | 'closed_hours'
  | 'refused'
  | 'number_excluded';

export type Input =
  | {
      type: 'missed';
      dialbackId: string;
      campaignId: string;
      leadId: string;
      cause: MissedCause;
      missedAt: number;
    }
  | { type: 'present'; dialbackId: string; agentId: string }
  | { type: 'dialing'; dialbackId: string }
  | { type: 'bridged'; dialbackId: string }
  | { type: 'unanswered'; dialbackId: string }
  | { type: 'returned'; dialbackId: string }
  | { type: 'caller-reached'; dialbackId: string }
  | { type: 'withdrawn'; dialbackId: string }
  /** The lead was erased: nobody is called back for it, and the entries no longer name it. */
  | { type: 'lead-erased'; leadId: string }
  | { type: 'tick' };

/** Entries kept a number; older ones are history that reports have read. */
export const ENTRIES_MAX = 50;

export function isOpen(entry: Entry): boolean {
  return entry.state === 'queued' || entry.state === 'presented' || entry.state === 'dialing';
}

/** Pure step; the same object back means that the input does not apply here. */
export function step(calls: MissedCalls, input: Input, policy: DialbackPolicy, nowAt: number): MissedCalls {
  if (input.type === 'missed') {
    // The same report again is the same missed call.
    return calls.entries.some((entry) => entry.dialbackId === input.dialbackId)
      ? calls
      : missed(calls, input, policy);
  }
  if (input.type === 'lead-erased') return withoutLead(calls, input.leadId);
  const entry = calls.entries.at(-1);
  if (entry === undefined || !isOpen(entry)) return calls;
  if (input.type !== 'tick' && input.dialbackId !== entry.dialbackId) return calls;
  const next = transition(entry, input, policy, nowAt);
  return next === entry ? calls : withSweep({ ...calls, entries: [...calls.entries.slice(0, -1), next] });
}

function missed(
  calls: MissedCalls,
  input: Extract<Input, { type: 'missed' }>,
  policy: DialbackPolicy,
): MissedCalls {
  const last = calls.entries.at(-1);
  const replaced = last !== undefined && isOpen(last) ? last : undefined;
  const entry: Entry = {
    dialbackId: input.dialbackId,
    campaignId: input.campaignId,
    leadId: input.leadId,
    state: isOnlyListed(input) ? 'missed-only' : 'queued',
    orderAt: replaced?.orderAt ?? input.missedAt,
    missedAt: input.missedAt,
    expiresAt: input.missedAt + policy.ttlMs,
    notBeforeAt: input.missedAt,
    attempts: 0,
    cause: input.cause,
  };
  if (entry.state === 'missed-only') {
    // Listed before the open entry, so that the open one stays the last.
    const earlier = replaced === undefined ? calls.entries : calls.entries.slice(0, -1);
    const entries = replaced === undefined ? [...earlier, entry] : [...earlier, entry, replaced];
    return withSweep({ ...calls, entries: entries.slice(-ENTRIES_MAX) });
  }
  const earlier =
    replaced === undefined
      ? calls.entries
      : [...calls.entries.slice(0, -1), ended(replaced, 'cancelled', 'superseded')];
  return withSweep({ ...calls, entries: [...earlier, entry].slice(-ENTRIES_MAX) });
}

function withoutLead(calls: MissedCalls, leadId: string): MissedCalls {
  if (calls.entries.every((entry) => entry.leadId !== leadId)) return calls;
  const entries = calls.entries.map((entry) => {
    if (entry.leadId !== leadId) return entry;
    const nameless = { ...entry, leadId: '' };
    return isOpen(entry) ? ended(nameless, 'cancelled', 'lead_deleted') : nameless;
  });
  return withSweep({ ...calls, entries });
}

/** outside opening hours, from nobody we know, or from somebody who is never dialled: listed, not dialled back. */
function isOnlyListed(input: Extract<Input, { type: 'missed' }>): boolean {
  const { cause, leadId } = input;
  return cause === 'closed_hours' || cause === 'refused' || cause === 'number_excluded' || leadId === '';
}

function transition(
  entry: Entry,
  input: Exclude<Input, { type: 'missed' | 'lead-erased' }>,
  policy: DialbackPolicy,
  nowAt: number,
): Entry {
  switch (input.type) {
    case 'present':
      return entry.state === 'queued' && entry.notBeforeAt <= nowAt && entry.expiresAt > nowAt
        ? { ...entry, state: 'presented', agentId: input.agentId }
        : entry;
    case 'dialing':
      return entry.state === 'presented' ? { ...entry, state: 'dialing' } : entry;
    case 'bridged':
      return entry.state === 'dialing' ? ended(entry, 'completed', 'bridged') : entry;
    case 'unanswered':
      return entry.state === 'dialing' ? unanswered(entry, policy, nowAt) : entry;
    case 'returned':
      // Also from dialing: the call was refused before anybody's phone rang.
      return entry.state === 'queued' ? entry : requeued(entry, entry.notBeforeAt);
    case 'caller-reached':
      return ended(entry, 'cancelled', 'caller_reached');
    case 'withdrawn':
      return ended(entry, 'cancelled', 'withdrawn');
    case 'tick':
      // A call that rings is never taken away: its own end decides.
      return entry.state !== 'dialing' && entry.expiresAt <= nowAt
        ? ended(entry, 'expired', 'time_limit')
        : entry;
  }
}

function unanswered(entry: Entry, policy: DialbackPolicy, nowAt: number): Entry {
  const attempts = entry.attempts + 1;
  const againAt = nowAt + policy.retryGapMs;
  return attempts >= policy.attemptsMax || againAt >= entry.expiresAt
    ? ended({ ...entry, attempts }, 'expired', 'unanswered')
    : requeued({ ...entry, attempts }, againAt);
}

function requeued(entry: Entry, notBeforeAt: number): Entry {
  const { agentId: _, ...rest } = entry;
  return { ...rest, state: 'queued', notBeforeAt };
}

function ended(entry: Entry, state: DialbackState, cause: string): Entry {
  const { agentId: _, ...rest } = entry;
  return { ...rest, state, cause };
}

function withSweep(calls: MissedCalls): MissedCalls {
  const { sweepAt: _, ...rest } = calls;
  const last = calls.entries.at(-1);
  return last !== undefined && isOpen(last) ? { ...rest, sweepAt: last.expiresAt } : rest;
}

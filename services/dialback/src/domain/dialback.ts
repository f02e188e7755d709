import { unreachable } from '@firstring/kernel';
import { ended, isOpen, openEntry, type Entry, type MissedCalls } from './missed-calls.ts';
import { takeMissed, type Missed } from './take-missed.ts';

/**
 * Missed calls of one person in one process, and what becomes of each (R-49 to R-66, docs/state-machines.md).
 *
 * queued → presented → dialing → completed | queued again (not before +5 min) | expired | closed (lead made by "Connect
 * as new"). Any open entry → cancelled when the caller was reached, withdrawn, excluded, erased, or called again.
 * `missed-only` was never queued and says why.
 */
export type Input = Missed | OfEntry | OfPerson;

/** What happens to one entry; ignored where another one is open by now. */
export type OfEntry =
  | { readonly type: 'present'; readonly dialbackId: string; readonly agentId: string }
  /** `at`: when that was, where it is told late. */
  | { readonly type: Settlement; readonly dialbackId: string; readonly at?: number }
  /** A supervisor lets others than the owner serve it. */
  | { readonly type: 'released'; readonly dialbackId: string }
  /** Somebody has called back by hand. */
  | { readonly type: 'handled'; readonly dialbackId: string; readonly agentId: string };

export type Settlement = 'dialing' | 'bridged' | 'unanswered' | 'returned' | 'caller-reached' | 'withdrawn';

type OfPerson =
  /** The number may never be dialled. */
  | { readonly type: 'number-excluded'; readonly phone: string }
  | { readonly type: 'owner-changed'; readonly leadId: string; readonly ownerId: string | undefined }
  /** Nobody is called back for an erased lead, and the entries no longer name it. */
  | { readonly type: 'lead-erased'; readonly leadId: string }
  | { readonly type: 'tick' };

/** As far as the clocks of two services may be apart. */
const CLOCKS_DIFFER_MS = 2000;

/** Pure step; the same object back means that the input does not apply here. */
export function step(calls: MissedCalls, input: Input, nowAt: number): MissedCalls {
  switch (input.type) {
    case 'missed':
      return takeMissed(calls, input, nowAt);
    case 'lead-erased':
      return withoutLead(calls, input.leadId, nowAt);
    case 'handled':
      return handled(calls, input, nowAt);
    case 'number-excluded':
    case 'owner-changed':
    case 'tick':
      return withOpen(calls, (open) => ofPerson(open, input, nowAt));
    default:
      return ofEntry(calls, input, nowAt);
  }
}

function ofEntry(
  calls: MissedCalls,
  input: Exclude<OfEntry, { type: 'handled' }>,
  nowAt: number,
): MissedCalls {
  const at = 'at' in input ? Math.min(input.at ?? nowAt, nowAt) : nowAt;
  const after = withOpen(calls, (open) => {
    const isHeld = open.dialbackId === input.dialbackId || open.heldAs === input.dialbackId;
    if (saysReached(input) && open.missedAt > at + CLOCKS_DIFFER_MS)
      return isHeld && open.state !== 'queued' ? requeued(open, open.notBeforeAt) : open;
    if (isHeld) return transition(open, input, nowAt);
    return meansReached(calls, open, input) ? ended(open, 'cancelled', 'caller_reached', nowAt) : open;
  });
  return saysReached(input) && after !== calls ? reached(after, at) : after;
}

function saysReached({ type }: OfEntry): boolean {
  return type === 'caller-reached' || type === 'bridged';
}

/** Whether word of another entry says that the person was spoken to after they had called for this one. */
function meansReached({ entries }: MissedCalls, open: Entry, { type, dialbackId }: OfEntry): boolean {
  const named = entries.find((entry) => entry.dialbackId === dialbackId);
  if (named === undefined) return false;
  // Whoever connected the caller may not have heard yet that they had called once more before.
  if (type === 'caller-reached') return named.cause === 'superseded' && named.missedAt >= open.orderAt;
  // The entry ran out, or was ended, while its number was being called. Of one that was answered, it is old news told again.
  return type === 'bridged' && lastOfChain(entries, named).state !== 'completed';
}

/** The entry that took this one's place, or the one that took that one's. */
function lastOfChain(entries: readonly Entry[], first: Entry): Entry {
  const later = entries.slice(entries.indexOf(first)).filter(({ state }) => state !== 'missed-only');
  return later.find(({ cause }) => cause !== 'superseded') ?? first;
}

function transition(entry: Entry, input: Exclude<OfEntry, { type: 'handled' }>, nowAt: number): Entry {
  switch (input.type) {
    case 'present':
      return entry.state === 'queued' && entry.notBeforeAt <= nowAt && entry.expiresAt > nowAt
        ? { ...entry, state: 'presented', agentId: input.agentId }
        : entry;
    case 'dialing':
      return entry.state === 'presented' ? { ...entry, state: 'dialing' } : entry;
    case 'bridged':
      // The word that it is dialled may be late, or lost.
      return entry.state === 'queued' ? entry : ended(entry, 'completed', 'bridged', nowAt);
    case 'unanswered':
      return entry.state === 'queued' ? entry : unanswered(entry, nowAt);
    case 'returned':
      // Also from dialing: the call was refused before anybody's phone rang.
      return entry.state === 'queued' ? entry : requeued(entry, entry.notBeforeAt);
    case 'caller-reached':
      return ended(entry, 'cancelled', 'caller_reached', nowAt);
    case 'withdrawn':
      return ended(entry, 'cancelled', 'withdrawn', nowAt);
    case 'released':
      return (entry.commonAt ?? Infinity) <= nowAt ? entry : { ...entry, commonAt: nowAt };
    default:
      return unreachable(input);
  }
}

function ofPerson(
  entry: Entry,
  input: Extract<OfPerson, { type: 'number-excluded' | 'owner-changed' | 'tick' }>,
  nowAt: number,
): Entry {
  switch (input.type) {
    case 'number-excluded':
      return entry.phone === input.phone ? ended(entry, 'cancelled', 'number_excluded', nowAt) : entry;
    case 'owner-changed':
      return entry.leadId === input.leadId && entry.ownerId !== input.ownerId
        ? ownedBy(entry, input.ownerId)
        : entry;
    case 'tick':
      return sweepAt(entry) <= nowAt ? ended(entry, 'expired', 'time_limit', nowAt) : entry;
    default:
      return unreachable(input);
  }
}

/** No phone rings so long: its end was never told. */
const DIALING_LOST_MS = 3_600_000;

/** When an open entry is over by itself. A call that rings is not taken away: its own end decides. */
export function sweepAt({ state, expiresAt }: Entry): number {
  return state === 'dialing' ? expiresAt + DIALING_LOST_MS : expiresAt;
}

/** somebody nobody knew before goes into the cadence after one attempt; others stay in turn. */
function unanswered(before: Entry, nowAt: number): Entry {
  const entry = { ...before, attempts: before.attempts + 1 };
  if (entry.leadCreated === true) return ended(entry, 'closed', 'automatic_redial', nowAt);
  const againAt = nowAt + entry.retryGapMs;
  return entry.attempts >= entry.attemptsMax || againAt >= entry.expiresAt
    ? ended(entry, 'expired', 'unanswered', nowAt)
    : requeued(entry, againAt);
}

function requeued(entry: Entry, notBeforeAt: number): Entry {
  const { agentId: _agent, heldAs: _as, ...rest } = entry;
  return { ...rest, state: 'queued', notBeforeAt };
}

function ownedBy(entry: Entry, ownerId: string | undefined): Entry {
  const { ownerId: _, ...rest } = entry;
  return ownerId === undefined ? rest : { ...rest, ownerId };
}

/** Whoever was spoken to is called back no more, for whatever was missed until then. */
function reached(calls: MissedCalls, at: number): MissedCalls {
  const entries = calls.entries.map((entry) =>
    needsHand(entry) && entry.missedAt <= at + CLOCKS_DIFFER_MS ? { ...entry, handledAt: at } : entry,
  );
  return { ...calls, entries, reachedAt: Math.max(at, calls.reachedAt ?? -Infinity) };
}

function handled(
  calls: MissedCalls,
  { dialbackId, agentId }: Extract<OfEntry, { type: 'handled' }>,
  nowAt: number,
): MissedCalls {
  if (!calls.entries.some((entry) => entry.dialbackId === dialbackId && needsHand(entry))) return calls;
  const entries = calls.entries.map((entry) =>
    entry.dialbackId === dialbackId ? { ...entry, handledAt: nowAt, handledBy: agentId } : entry,
  );
  return { ...calls, entries };
}

/** A listed call nobody has seen to. */
function needsHand({ state, handledAt }: Entry): boolean {
  return state === 'missed-only' && handledAt === undefined;
}

function withoutLead(calls: MissedCalls, leadId: string, nowAt: number): MissedCalls {
  if (calls.entries.every((entry) => entry.leadId !== leadId)) return calls;
  const entries = calls.entries.map((entry) => {
    if (entry.leadId !== leadId) return entry;
    const nameless = { ...entry, leadId: '' };
    return isOpen(entry) ? ended(nameless, 'cancelled', 'lead_deleted', nowAt) : nameless;
  });
  return { ...calls, entries };
}

function withOpen(calls: MissedCalls, change: (open: Entry) => Entry): MissedCalls {
  const open = openEntry(calls);
  if (open === undefined) return calls;
  const next = change(open);
  return next === open ? calls : { ...calls, entries: [...calls.entries.slice(0, -1), next] };
}

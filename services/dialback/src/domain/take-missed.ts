import {
  ended,
  ENTRIES_MAX,
  openEntry,
  type DialbackRules,
  type Entry,
  type MissedCalls,
  type MissedCause,
} from './missed-calls.ts';

/** A lost call, with what was found out about the caller. */
export interface Missed {
  readonly type: 'missed';
  readonly dialbackId: string;
  readonly campaignId: string;
  readonly leadId: string;
  readonly phone: string;
  readonly incomingNumberId: string;
  readonly cause: MissedCause;
  readonly missedAt: number;
  readonly leadCreated: boolean;
  /** The calling number is on the do-not-call list. */
  readonly isExcluded: boolean;
  readonly ownerId: string | undefined;
  /** When the lead was last spoken to, where that was asked: of a call that is heard of late. */
  readonly reachedAt: number | undefined;
  readonly rules: DialbackRules;
}

/** One more missed call of this person: of all that are open only the last stays so, in the place of the first. */
export function takeMissed(calls: MissedCalls, missed: Missed, nowAt: number): MissedCalls {
  // The same report again is the same missed call.
  if (calls.entries.some(({ dialbackId }) => dialbackId === missed.dialbackId)) return calls;
  const open = openEntry(calls);
  const earlier = handledBefore(open === undefined ? calls.entries : calls.entries.slice(0, -1), nowAt);
  const entry = entryOf(missed);
  const why = whyOnlyListed(missed);
  if (why !== undefined) return kept(calls, [...earlier, ended(entry, 'missed-only', why, nowAt)], open);
  if (missed.missedAt <= Math.max(calls.reachedAt ?? -Infinity, missed.reachedAt ?? -Infinity))
    return kept(calls, [...earlier, ended(entry, 'cancelled', 'caller_reached', nowAt)], open);
  if (open === undefined) return kept(calls, earlier, entry);
  if (missed.missedAt < open.missedAt) {
    // Heard of late: a newer one is open already, and has its place.
    const superseded = ended(entry, 'cancelled', 'superseded', nowAt);
    return kept(calls, [...earlier, superseded], { ...open, ...chained(open, entry) });
  }
  const superseded = ended(open, 'cancelled', 'superseded', nowAt);
  return kept(calls, [...earlier, superseded], { ...entry, ...chained(entry, open), ...heldOn(open) });
}

function entryOf(missed: Missed): Entry {
  const { dialbackId, campaignId, leadId, phone, incomingNumberId, cause, missedAt, ownerId, rules } = missed;
  return {
    dialbackId,
    campaignId,
    leadId,
    phone,
    incomingNumberId,
    state: 'queued',
    orderAt: missedAt,
    missedAt,
    expiresAt: missedAt + rules.ttlMs,
    notBeforeAt: missedAt,
    ...(rules.ownerOnlyMs > 0 ? { commonAt: missedAt + rules.ownerOnlyMs } : {}),
    attempts: 0,
    attemptsMax: rules.attemptsMax,
    retryGapMs: rules.retryGapMs,
    missedCause: cause,
    cause,
    ...(missed.leadCreated ? { leadCreated: true } : {}),
    ...(ownerId === undefined ? {} : { ownerId }),
  };
}

/** why this one is listed and not dialled back. */
function whyOnlyListed({ cause, phone, leadId, isExcluded, rules }: Missed): string | undefined {
  if (phone === '') return 'number_withheld';
  if (isExcluded) return 'number_excluded';
  if (cause === 'closed_hours' || cause === 'refused') return cause;
  if (leadId === '') return 'lead_unknown';
  return rules.dialsBack[cause] ? undefined : 'not_by_rule';
}

/** What one open entry takes over from another of its chain. */
function chained(entry: Entry, other: Entry): Partial<Entry> {
  const commonAt = Math.min(entry.commonAt ?? Infinity, other.commonAt ?? Infinity);
  return {
    orderAt: Math.min(entry.orderAt, other.orderAt),
    ...(commonAt === Infinity ? {} : { commonAt }),
    ...(other.leadCreated === true ? { leadCreated: true } : {}),
  };
}

/** Somebody looks at the lead or calls it: what they report of the entry they know is of this one now. */
function heldOn({ state, agentId, heldAs, dialbackId }: Entry): Partial<Entry> {
  if (state === 'queued' || agentId === undefined) return {};
  return { state, agentId, heldAs: heldAs ?? dialbackId };
}

/** Who calls again need be called back by hand once. */
function handledBefore(entries: readonly Entry[], nowAt: number): readonly Entry[] {
  return entries.map((entry) =>
    entry.state === 'missed-only' && entry.handledAt === undefined ? { ...entry, handledAt: nowAt } : entry,
  );
}

function kept(calls: MissedCalls, ended: readonly Entry[], open: Entry | undefined): MissedCalls {
  const entries = open === undefined ? ended : [...ended, open];
  return { ...calls, entries: entries.slice(-ENTRIES_MAX) };
}

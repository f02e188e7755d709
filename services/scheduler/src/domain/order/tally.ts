import { readShort, readWord } from './growable.ts';
import type { LeadColumns } from './lead-columns.ts';
import type { LeadReasons } from './lead-reasons.ts';
import { WAITING } from './rank.ts';
import type { Group, Shelves } from './shelves.ts';
import type { AgentScope, Reason } from './standing.ts';

/** Which leads are sorted, for whom and for when. */
export interface TallyAsked {
  /** With an empty agent id for nobody in particular. */
  readonly scope: AgentScope;
  readonly nowAt: number;
  /** Now, or an instant ahead with what is known now. */
  readonly at: number;
  /** Leads the agent has skipped, until when. */
  readonly skippedUntil: ReadonlyMap<string, number>;
}

/** Leads that wait for one reason. */
export interface ReasonTally {
  leads: number;
  /** When the first of them is free of it; Infinity = not by time alone. */
  clearsAt: number;
}

/** Leads sorted: each counts once in each campaign, by the reason that clears last, the first of those that never do by themselves. */
export interface Tally {
  known: number;
  /** May be given at the instant asked about; for nobody in particular also to their one agent, if no other reason is against it. */
  free: number;
  readonly reasons: Map<string, ReasonTally>;
  /** When the next lead may be given; Infinity = not by time alone. */
  nextDueAt: number;
}

export interface TallyParts {
  readonly columns: LeadColumns;
  readonly shelves: Shelves;
  readonly reasons: LeadReasons;
}

interface Asked {
  readonly campaigns: ReadonlySet<number>;
  readonly agent: number;
  readonly agentId: string;
  readonly at: number;
  /** Where a lead stands in the order says half of it, for now only. */
  readonly isNow: boolean;
  /** By entry. */
  readonly skipped: ReadonlyMap<number, number>;
}

/** Work of a step, counted in entries looked at: well under a millisecond. */
export const STEP_WORK = 256;
/** An entry that is not meant costs little: so many count as one. */
const PASSED_AN_ENTRY = 64;
/** A look into the zone database costs as much as so many entries. */
const SEARCH_WORK = 10;

/** Goes through all entries, a step at a time, and yields the work of each step. What changes meanwhile is met as it is found, with the reasons of the instant asked about. */
export function* tallyLeads(parts: TallyParts, asked: Asked): Generator<number, Tally> {
  const { columns } = parts;
  const tally: Tally = { known: 0, free: 0, reasons: new Map(), nextDueAt: Infinity };
  const byGroup = new Map<Group, Reason | undefined>();
  let work = 0;
  for (let entry = 0; entry < columns.end; entry += 1) {
    const isMeant =
      readWord(columns.version, entry) > 0 && asked.campaigns.has(readShort(columns.campaign, entry));
    const searched = parts.reasons.searches;
    if (isMeant) count(parts, asked, { tally, entry, reason: reasonOf(parts, asked, { entry, byGroup }) });
    if (isMeant || entry % PASSED_AN_ENTRY === 0) work += 1;
    work += (parts.reasons.searches - searched) * SEARCH_WORK;
    if (work < STEP_WORK) continue;
    yield work;
    work = 0;
  }
  return tally;
}

/** The one reason a lead counts by; undefined when it is free. */
function reasonOf(
  parts: TallyParts,
  asked: Asked,
  { entry, byGroup }: { entry: number; byGroup: Map<Group, Reason | undefined> },
): Reason | undefined {
  const { shelves, reasons } = parts;
  const group = asked.isNow ? shelves.groupOf(entry) : undefined;
  if (group === undefined || group.lane === WAITING) return lastToClear(reasonsOf(parts, asked, entry));
  let reason = byGroup.get(group);
  if (reason === undefined && !byGroup.has(group)) {
    // All that stand in one group are alike in what keeps them back from there.
    const ofGroup = reasons.ofGroup(group, asked.at);
    reason = lastToClear([
      ...(ofGroup === undefined ? [] : [ofGroup]),
      ...reasons.ofAgent(entry, asked.agentId),
      ...(asked.agentId === '' ? [] : reasons.ofOwner(entry, asked.agentId)),
    ]);
    byGroup.set(group, reason);
  }
  return reason;
}

/** What is one agent's own keeps it from all others; for nobody in particular it waits for its own reasons only. */
function reasonsOf({ reasons }: TallyParts, { agentId, at }: Asked, entry: number): readonly Reason[] {
  const found = reasons.ofEntry(entry, at, agentId);
  return agentId === '' ? found : [...found, ...reasons.ofOwner(entry, agentId)];
}

function lastToClear(reasons: readonly Reason[]): Reason | undefined {
  let last: Reason | undefined;
  for (const reason of reasons) {
    if (last === undefined || (reason.clearsAt ?? Infinity) > (last.clearsAt ?? Infinity)) last = reason;
  }
  return last;
}

function count(
  { reasons }: TallyParts,
  { at, agentId, skipped }: Asked,
  { tally, entry, reason: found }: { tally: Tally; entry: number; reason: Reason | undefined },
): void {
  tally.known += 1;
  const skippedUntilAt = skipped.get(entry) ?? 0;
  const reason =
    found === undefined && skippedUntilAt > at ? { reason: 'LEAD_SKIPPED', clearsAt: skippedUntilAt } : found;
  if (reason === undefined) {
    tally.free += 1;
    tally.nextDueAt = at;
    return;
  }
  const clearsAt = reason.clearsAt ?? Infinity;
  const known = tally.reasons.get(reason.reason);
  if (known === undefined) tally.reasons.set(reason.reason, { leads: 1, clearsAt });
  else {
    known.leads += 1;
    known.clearsAt = Math.min(known.clearsAt, clearsAt);
  }
  if (clearsAt >= tally.nextDueAt) return;
  // Windows may be closed again when the last reason of now has cleared.
  const dueAt = Math.max(clearsAt, reasons.eligibleAt(entry, at, agentId));
  tally.nextDueAt = Math.min(tally.nextDueAt, dueAt);
}

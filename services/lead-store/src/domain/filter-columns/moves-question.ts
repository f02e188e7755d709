import { priorityLevel, type CadencePolicy, type PriorityLevel } from '@firstring/domain';
import type { PlacementRules } from '../placement/criteria-steps.ts';
import { CadenceColumns } from './cadence-columns.ts';
import type { LeadTable } from './lead-table.ts';
import { finderOf, inCampaign } from './placement-finders.ts';

/** One of the two policies that are compared. */
export interface PolicySide {
  readonly placement: PlacementRules;
  /** Steps take the place of the levels P1 to P4. */
  readonly isLayered: boolean;
  readonly cadence: CadencePolicy;
  /** Attempts that end a lead of a list; the cadence's own for the others. */
  readonly maxAttemptsOfList: ReadonlyMap<string, number>;
}

export interface MovesQuestion {
  readonly processId: string;
  readonly before: PolicySide;
  readonly after: PolicySide;
  readonly nowAt: number;
  /** 0, then what the answer before says. */
  readonly fromSlot: number;
}

/** Leads that are at one place with one policy and at another with the other; where they stay both are alike. */
export interface Move {
  readonly before: LeadPlace;
  readonly after: LeadPlace;
  readonly leads: number;
}

/** Where a lead is by a policy: a step by its number from 1, or a word. */
export type LeadPlace =
  | number
  | PriorityLevel
  | 'not_here'
  | 'finished'
  | 'out_of_attempts'
  | 'callback'
  | 'postponed'
  | 'filtered_out';

export interface MovesAnswer {
  readonly moves: readonly Move[];
  /** Undefined after the last one. */
  readonly nextSlot: number | undefined;
}

/** Slots looked at in one answer: questions of others come in between. */
const SCANNED_MAX = 20_000;
const LEVELS: readonly PriorityLevel[] = ['P1', 'P2', 'P3', 'P4', 'waiting'];

/** Counts which leads of a process two policies of a campaign put at which places, each lead of either once. */
export function countMoves(table: LeadTable, question: MovesQuestion): MovesAnswer {
  const columns = new CadenceColumns(table);
  const before = placer(table, columns, question, question.before);
  const after = placer(table, columns, question, question.after);
  const end = Math.min(table.slotCount, question.fromSlot + SCANNED_MAX);
  const counts = new Map<string, { before: LeadPlace; after: LeadPlace; leads: number }>();
  for (let slot = question.fromSlot; slot < end; slot += 1) {
    if (!table.isTaken(slot)) continue;
    const [from, to] = [before(slot), after(slot)];
    if (from === 'not_here' && to === 'not_here') continue;
    const key = `${from}/${to}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { before: from, after: to, leads: 1 });
    else known.leads += 1;
  }
  return { moves: [...counts.values()], nextSlot: end < table.slotCount ? end : undefined };
}

function placer(
  table: LeadTable,
  columns: CadenceColumns,
  { nowAt }: MovesQuestion,
  side: PolicySide,
): (slot: number) => LeadPlace {
  const { placement, isLayered, cadence, maxAttemptsOfList } = side;
  const isIn = inCampaign(table, placement);
  const finder = placement.steps.length === 0 ? undefined : finderOf(table, placement);
  return (slot) => {
    if (!isIn(slot)) return 'not_here';
    const facts = columns.facts(slot);
    switch (facts.dialState) {
      case 'winner':
      case 'loser':
      case 'archived':
        return 'finished';
      default:
    }
    const maxAttempts = maxAttemptsOfList.get(columns.list.get(slot) ?? '') ?? cadence.maxAttempts;
    if (facts.totalAttempts >= maxAttempts) return 'out_of_attempts';
    const level = priorityLevel(facts, cadence, nowAt);
    const step = finder?.stepByLevel(slot)[LEVELS.indexOf(level)] ?? 0;
    if (finder !== undefined && step === 0) return 'filtered_out';
    if (facts.dialState === 'callback' || facts.dialState === 'postponed') return facts.dialState;
    return isLayered ? step : level;
  };
}

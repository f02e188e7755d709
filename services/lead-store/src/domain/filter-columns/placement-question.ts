import type { FilterValue } from '@firstring/domain/filters';
import type { PlacementRules } from '../placement/criteria-steps.ts';
import { sortValue } from '../placement/placements-of.ts';
import { SegmentFinder } from '../placement/segment-finder.ts';
import { StepFinder } from '../placement/step-finder.ts';
import { nameOf } from './lead-facts.ts';
import type { Computed, LeadTable } from './lead-table.ts';

export interface PlacementsQuestion {
  readonly processId: string;
  readonly rules: PlacementRules;
  /** 0, then what the answer before says. */
  readonly fromSlot: number;
}

/** Some leads of a campaign, packed so that they pass between threads cheaply. */
export interface PlacementsAnswer {
  readonly count: number;
  /** 16 bytes a lead. */
  readonly leadIds: Uint8Array;
  readonly versions: Float64Array;
  /** Five bytes a lead. */
  readonly stepByLevel: Uint8Array;
  /** As many a lead as the rules have sort keys. */
  readonly sortValues: readonly (FilterValue | undefined)[];
  /** Of each lead; empty where the campaign has no segments. */
  readonly segmentIds: readonly (readonly string[])[];
  /** Undefined after the last one. */
  readonly nextSlot: number | undefined;
}

/** Leads placed and slots looked at in one answer: neither thread is held for 10 ms. */
const PLACED_MAX = 1000;
const SCANNED_MAX = 50_000;
const ID_BYTES = 16;
const LEVELS = 5;

/** where the next leads of a campaign stand; leads that come meanwhile have it in their cards. */
export function placeSlots(table: LeadTable, { rules, fromSlot }: PlacementsQuestion): PlacementsAnswer {
  const finder = finderOf(table, rules);
  const segments = segmentsOf(table, rules);
  const isIn = inCampaign(table, rules);
  const leadIds = Buffer.alloc(PLACED_MAX * ID_BYTES);
  const versions = new Float64Array(PLACED_MAX);
  const stepByLevel = Buffer.alloc(PLACED_MAX * LEVELS);
  const sortValues: (FilterValue | undefined)[] = [];
  const segmentIds: (readonly string[])[] = [];
  const end = Math.min(table.slotCount, fromSlot + SCANNED_MAX);
  const computed = computedHere(table);
  let count = 0;
  let slot = fromSlot;
  for (; slot < end && count < PLACED_MAX; slot += 1) {
    if (!table.isTaken(slot) || !isIn(slot)) continue;
    table.writeId(slot, leadIds, count * ID_BYTES);
    versions[count] = table.version(slot);
    finder.stepByLevel(slot).copy(stepByLevel, count * LEVELS);
    for (const key of rules.sortKeys) {
      const compute = computed.get(key.attribute);
      const value = compute === undefined ? table.value(slot, key.attribute) : compute(slot);
      sortValues.push(sortValue(value, key, rules.zone));
    }
    if (segments !== undefined) segmentIds.push(segments.segmentsOf(slot));
    count += 1;
  }
  const nextSlot = slot < table.slotCount ? slot : undefined;
  return { count, leadIds, versions, stepByLevel, sortValues, segmentIds, nextSlot };
}

/** Finds the step of the lead in a slot. */
export function finderOf(table: LeadTable, { steps, zone }: PlacementRules): StepFinder<number> {
  return new StepFinder(steps, (root, level) => {
    const computed = new Map<string, Computed>([...computedHere(table), ['priority_level', level]]);
    return table.compile(root, { computed, zone });
  });
}

/** Finds the segments of the lead in a slot; undefined where there are none to find. */
function segmentsOf(table: LeadTable, { segments, zone }: PlacementRules): SegmentFinder<number> | undefined {
  if (segments.length === 0) return undefined;
  const computed = computedHere(table);
  return new SegmentFinder(segments, (root) => table.compile(root, { computed, zone }));
}

/** Attributes that follow from others; the level is the finder's. */
function computedHere(table: LeadTable): ReadonlyMap<string, Computed> {
  const name = (slot: number) => nameOf(table.text(slot, 'first_name'), table.text(slot, 'last_name'));
  return new Map<string, Computed>([
    ['name', name],
    ['priority_level', () => undefined],
  ]);
}

/** Whether the lead in a slot is dialled by a campaign. */
export function inCampaign(
  table: LeadTable,
  { campaignId, listIds }: Pick<PlacementRules, 'campaignId' | 'listIds'>,
): (slot: number) => boolean {
  const campaigns = table.sharedTexts('#campaign');
  const lists = table.sharedTexts('#list');
  const dialled = new Set(listIds);
  return (slot) => {
    const own = campaigns.get(slot);
    return own === undefined ? dialled.has(lists.get(slot) ?? '') : own === campaignId;
  };
}

import type { PlacementRules } from '../placement/criteria-steps.ts';
import { SegmentFinder } from '../placement/segment-finder.ts';
import { StepFinder } from '../placement/step-finder.ts';
import { nameOf } from './lead-facts.ts';
import type { Computed, LeadTable } from './lead-table.ts';

/** Finds the step of the lead in a slot. */
export function finderOf(table: LeadTable, { steps, zone }: PlacementRules): StepFinder<number> {
  return new StepFinder(steps, (root, level) => {
    const computed = new Map<string, Computed>([...computedHere(table), ['priority_level', level]]);
    return table.compile(root, { computed, zone });
  });
}

/** Finds the segments of the lead in a slot; undefined where there are none to find. */
export function segmentsOf(
  table: LeadTable,
  { segments, zone }: PlacementRules,
): SegmentFinder<number> | undefined {
  if (segments.length === 0) return undefined;
  const computed = computedHere(table);
  return new SegmentFinder(segments, (root) => table.compile(root, { computed, zone }));
}

/** Attributes that follow from others; the level is the finder's. */
export function computedHere(table: LeadTable): ReadonlyMap<string, Computed> {
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

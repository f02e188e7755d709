import { compileFilter, foldFilterText, type FilterValue, type LeadFacts } from '@firstring/domain/filters';
import { compileStored, sizeOf } from '../filter-columns/column.ts';
import { indexedLead, nameOf } from '../filter-columns/lead-facts.ts';
import type { LiveLead } from '../lead.ts';
import type { PlacementRules, SortKey } from './criteria-steps.ts';
import { SegmentFinder } from './segment-finder.ts';
import { StepFinder } from './step-finder.ts';

/** A longer text sorts by its beginning: it travels in every event of the lead. */
const SORT_CHARS_MAX = 64;

/** Where a lead stands in one campaign. */
export interface PlacedLead {
  /** Step in P1, P2, P3, P4 and in none of them; 0 = in no step. */
  readonly stepByLevel: Buffer;
  readonly sortValues: readonly (FilterValue | undefined)[];
  readonly segmentIds: readonly string[];
}

/** A campaign's rules, ready for many leads. */
export interface CompiledPlacement {
  readonly rules: PlacementRules;
  readonly steps: StepFinder<LeadFacts>;
  readonly segments: SegmentFinder<LeadFacts>;
}

export function compilePlacement(rules: PlacementRules): CompiledPlacement {
  const steps = new StepFinder<LeadFacts>(rules.steps, (root, level) => {
    const test = compileFilter(root, (condition) => compileStored(condition, rules.zone));
    return (facts) => test((attribute) => (attribute === 'priority_level' ? level() : facts(attribute)));
  });
  const segments = new SegmentFinder<LeadFacts>(rules.segments, (root) =>
    compileFilter(root, (condition) => compileStored(condition, rules.zone)),
  );
  return { rules, steps, segments };
}

/** Where a lead stands in each of these campaigns: the evaluator is asked for each level. */
export function placementsOf(
  leadId: string,
  lead: LiveLead,
  campaigns: readonly CompiledPlacement[],
): readonly PlacedLead[] {
  const facts = factsOf(leadId, lead);
  return campaigns.map(({ rules, steps, segments }) => ({
    stepByLevel: steps.stepByLevel(facts),
    sortValues: rules.sortKeys.map((key) => sortValue(facts(key.attribute), key, rules.zone)),
    segmentIds: segments.segmentsOf(facts),
  }));
}

/** What an order compares: folded text, or the number or instant that it stands for. */
export function sortValue(
  value: FilterValue | undefined,
  { bySize }: SortKey,
  zone: string,
): FilterValue | undefined {
  if (bySize) return sizeOf(value, zone);
  return typeof value === 'string' ? foldFilterText(value).slice(0, SORT_CHARS_MAX) : value;
}

function factsOf(leadId: string, lead: LiveLead): LeadFacts {
  const { facts = {} } = indexedLead(leadId, 0, lead);
  return (attribute) => {
    if (attribute === 'lead_id') return leadId;
    return attribute === 'name' ? nameOf(lead.firstName, lead.lastName) : facts[attribute];
  };
}

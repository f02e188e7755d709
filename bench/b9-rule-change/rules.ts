import type { FilterCondition } from '@firstring/domain/filters';
import { compilePlacement } from '../../services/lead-store/src/domain/placement/placements-of.ts';
import { stepsOfLayers } from '../../services/lead-store/src/domain/placement/criteria-steps.ts';
import type { FilteredCampaign } from '../../services/lead-store/src/app/criteria/criteria-book.ts';
import type { Criteria } from '../../services/scheduler/src/domain/order/criteria.ts';
import type { FetchPolicy } from '../../services/scheduler/src/domain/order/fetch-order.ts';
import { CAMPAIGN } from './leads.ts';

/** A filter group that takes the plans in this order, as lead-store places by it. */
export function groupOf(plans: readonly string[], revision: number): FilteredCampaign {
  const layers = plans.map((plan) => {
    const root: FilterCondition = {
      type: 'condition',
      attribute: 'custom.plan',
      operator: '=',
      negated: false,
      values: [plan],
    };
    return { filter: { name: plan, root }, layers: [] };
  });
  const rules = {
    campaignId: CAMPAIGN,
    listIds: [],
    zone: 'UTC',
    steps: stepsOfLayers(layers),
    sortKeys: [],
    segments: [],
  };
  return { revision, placement: compilePlacement(rules) };
}

/** The same group as the scheduler hears of it. */
export function criteriaOf(
  plans: readonly string[],
  revision: number,
  policies: readonly FetchPolicy[] = [],
): Criteria {
  // As lead-store says it: another order of leads changes no step.
  const stepsSince = policies.length === 0 ? revision : revision - 1;
  return { revision, isFiltered: true, isLayered: true, stepNames: [...plans], policies, stepsSince };
}

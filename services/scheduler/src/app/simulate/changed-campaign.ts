import type { Campaign } from '@firstring/contracts/leads/lead_events';
import {
  fromPolicy,
  parsePolicy,
  printPolicy,
  toPolicy,
  withDefaults,
  type Named,
  type PolicyProblem,
} from '@firstring/policy';
import type { Day } from './day.ts';

export type ChangedCampaign =
  | { readonly type: 'changed'; readonly campaign: Campaign; readonly notes: readonly string[] }
  | { readonly type: 'refused'; readonly problems: readonly PolicyProblem[] };

/** Campaigns of a day as they were at its start. */
export function campaignsOf({ inputs, header }: Day): ReadonlyMap<string, Campaign> {
  const campaigns = new Map<string, Campaign>();
  for (const input of inputs) {
    if (input.type !== 'campaign') continue;
    const { campaignId } = input.campaign;
    if (input.at <= header.fromAt || !campaigns.has(campaignId)) campaigns.set(campaignId, input.campaign);
  }
  return campaigns;
}

/** The policy that a campaign had that day, as YAML. */
export function policyOfDay(day: Day, campaign: Campaign): string {
  return printPolicy(toPolicy(campaign, { lists: listsOf(day, campaign), filters: [], filterGroups: [] }));
}

/**
 * A campaign of a day under another policy. Filters stay the day's: which step each lead is in is not decided here. So does whom the leads
 * of each list are given to.
 */
export function changedCampaign(day: Day, campaign: Campaign, policyText: string): ChangedCampaign {
  const { policy, problems, places } = parsePolicy(policyText);
  if (policy === undefined) return { type: 'refused', problems };
  const { filterIds, filterGroupIds, dispositions, lists: assigned } = campaign;
  const { filters = [], filterGroup } = policy.leads ?? {};
  const names = {
    lists: listsOf(day, campaign),
    filters: asSaid(filters),
    filterGroups: asSaid(filterGroup === undefined ? [] : [filterGroup]),
  };
  const { settings, problems: unknown } = fromPolicy(policy, { names, dispositions, assigned, places });
  if (unknown.length > 0) return { type: 'refused', problems: unknown };
  const ownFilters = [...filterIds, ...filterGroupIds];
  const newFilters = [...settings.filterIds, ...settings.filterGroupIds];
  const isSame = ownFilters.toSorted().join() === newFilters.toSorted().join();
  const notes = isSame
    ? []
    : ['filters and filter groups are the day’s own: those of the policy are not simulated'];
  const changed = { ...campaign, ...withDefaults(settings, campaign.timeZone), filterIds, filterGroupIds };
  return { type: 'changed', campaign: changed, notes };
}

/** Lists of the campaign's process: no other process may be named, not even in what is wrong with a policy. */
function listsOf({ inputs }: Day, { processId }: Campaign): Named[] {
  const lists = new Map<string, string>();
  for (const input of inputs)
    if (input.type === 'list' && input.list.processId === processId) lists.set(input.list.listId, input.name);
  return [...lists].map(([id, name]) => ({ id, name }));
}

function asSaid(names: readonly string[]): Named[] {
  return [...new Set(names)].map((name) => ({ id: name, name }));
}

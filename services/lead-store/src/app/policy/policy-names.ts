import type { Campaign } from '@firstring/contracts/leads/lead_events';
import type { Named, PolicyNames } from '@firstring/policy';
import type { Stored } from '@firstring/store';
import { builtInGroup } from '../built-in-filters.ts';
import { listFilters } from '../filters.ts';
import { listLists } from '../lists.ts';
import type { LeadStoreDeps } from '../ports.ts';

const PAGE_SIZE = 1000;
/** More lists of one process are said by their ids. */
const LISTS_MAX = 5000;

/** What the policy of a campaign may name: lists of its process, and filters and groups of the process or its own. */
export async function readPolicyNames(
  deps: LeadStoreDeps,
  campaign: Pick<Campaign, 'processId' | 'campaignId' | 'lists'>,
): Promise<PolicyNames> {
  const { processId, campaignId } = campaign;
  const lists = await readLists(deps, processId);
  const known = new Set(lists.map(({ id }) => id));
  // A list that has been deleted, or is beyond the bound, stays assigned until it is taken out.
  const others = campaign.lists.filter(({ listId }) => !known.has(listId));
  const filters = await listFilters(deps, { processId, campaignId });
  const groups = await deps.filterGroups.query({
    index: 'process',
    equals: [processId],
    pageSize: PAGE_SIZE,
  });
  const own = groups.items.filter(({ doc }) => doc.campaignId === '' || doc.campaignId === campaignId);
  return {
    lists: [...lists, ...others.map(({ listId }) => ({ id: listId, name: listId }))],
    filters: filters.map(named),
    filterGroups: [builtInGroup(processId), ...own].map(named),
  };
}

async function readLists(deps: LeadStoreDeps, processId: string): Promise<readonly Named[]> {
  const lists: Named[] = [];
  let pageToken: string | undefined;
  do {
    const page = await listLists(deps, { processId, pageSize: PAGE_SIZE, pageToken });
    lists.push(...page.lists.map(named));
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined && lists.length < LISTS_MAX);
  return lists;
}

function named({ id, doc }: Stored<{ readonly name: string }>): Named {
  return { id, name: doc.name };
}

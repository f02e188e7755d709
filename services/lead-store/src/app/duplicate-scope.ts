import type { Stored } from '@firstring/store';
import type { KnownLead } from '../domain/duplicate-decision.ts';
import type { CampaignDoc } from '../store/configuration.ts';
import type { LiveLeadDoc } from '../store/leads.ts';
import { isLive } from './change-lead.ts';
import type { ListRef } from './lists.ts';
import type { LeadStoreDeps } from './ports.ts';

/** Where a contact of the list counts as known already: the lists and the links of its campaigns; without one, the list. */
export interface DuplicateScope extends ListRef {
  readonly listIds: ReadonlySet<string>;
  readonly campaignIds: ReadonlySet<string>;
}

/** Leads with one key are looked at no further. */
const SAME_KEY_MAX = 100;
const CAMPAIGNS_MAX = 1000;

export async function duplicateScope(deps: LeadStoreDeps, ref: ListRef): Promise<DuplicateScope> {
  const { processId, listId } = ref;
  const page = await deps.campaigns.query({ index: 'process', equals: [processId], pageSize: CAMPAIGNS_MAX });
  const own = page.items.filter(({ doc }) => listIdsOf(doc).includes(listId));
  return {
    ...ref,
    listIds: new Set([listId, ...own.flatMap(({ doc }) => listIdsOf(doc))]),
    campaignIds: new Set(own.map(({ id }) => id)),
  };
}

/** The lists a campaign dials; documents of before lists could be assigned have none. */
function listIdsOf({ lists }: CampaignDoc): readonly string[] {
  return lists?.map((assignment) => assignment.listId) ?? [];
}

export interface FoundLead {
  readonly lead: Stored<LiveLeadDoc>;
  readonly place: 'this_list' | 'other_list' | 'link';
}

/** The lead that has this key within the scope: the list's own first, then another list's, then a link's. */
export async function findDuplicate(
  deps: LeadStoreDeps,
  scope: DuplicateScope,
  key: string,
): Promise<FoundLead | undefined> {
  const { processId, listId } = scope;
  if (scope.campaignIds.size === 0) {
    const lead = await deps.leads.getByKey('identity', [processId, key, listId]);
    return lead !== undefined && isLive(lead) ? { lead, place: 'this_list' } : undefined;
  }
  const page = await deps.leads.query({
    index: 'identity',
    equals: [processId, key],
    pageSize: SAME_KEY_MAX,
  });
  const found = page.items.filter(isLive).flatMap((lead) => {
    const place = placeOf(scope, lead);
    return place === undefined ? [] : [{ lead, place }];
  });
  return PLACES.map((place) => found.find((candidate) => candidate.place === place)).find(
    (candidate) => candidate !== undefined,
  );
}

/** The lead that has this key in a campaign: made for it, through a link of it, or in one of its lists. */
export async function findInCampaign(
  deps: LeadStoreDeps,
  campaign: Stored<CampaignDoc>,
  key: string,
): Promise<Stored<LiveLeadDoc> | undefined> {
  const lists = new Set(listIdsOf(campaign.doc));
  const page = await deps.leads.query({
    index: 'identity',
    equals: [campaign.doc.processId, key],
    pageSize: SAME_KEY_MAX,
  });
  return page.items
    .filter(isLive)
    .find(({ doc }) => (doc.listId === '' ? doc.campaignId === campaign.id : lists.has(doc.listId)));
}

const PLACES = ['this_list', 'other_list', 'link'] as const satisfies readonly KnownLead['place'][];

function placeOf(scope: DuplicateScope, { doc }: Stored<LiveLeadDoc>): FoundLead['place'] | undefined {
  if (doc.listId === scope.listId) return 'this_list';
  if (doc.listId !== '') return scope.listIds.has(doc.listId) ? 'other_list' : undefined;
  return scope.campaignIds.has(doc.campaignId) ? 'link' : undefined;
}

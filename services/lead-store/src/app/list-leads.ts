import type { Page, Stored } from '@firstring/store';
import { leadPlace, type LeadDoc, type LiveLeadDoc } from '../store/leads.ts';
import { isLive } from './change-lead.ts';
import type { LeadStoreDeps } from './ports.ts';

export interface ListLeads {
  readonly processId: string;
  readonly campaignId?: string | undefined;
  readonly pageSize: number;
  readonly pageToken?: string | undefined;
}

export interface LeadPage {
  readonly leads: readonly Stored<LiveLeadDoc>[];
  readonly nextPageToken: string | undefined;
}

/** Leads read at a stretch: parsing more would hold the loop for over 10 ms. */
const READ_MAX = 200;
/** Leads that share one number; more are not looked at. */
const SAME_NUMBER_MAX = 200;

/** the leads of a process, or those that came through a campaign's links, newest first, as the store keeps them. */
export async function listLeads(deps: LeadStoreDeps, query: ListLeads): Promise<LeadPage> {
  const leads: Stored<LiveLeadDoc>[] = [];
  let pageToken = query.pageToken;
  do {
    const pageSize = Math.min(READ_MAX, query.pageSize - leads.length);
    const page = await readPage(deps, query, { pageSize, pageToken });
    leads.push(...page.items.filter(isLive));
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined && leads.length < query.pageSize);
  return { leads, nextPageToken: pageToken };
}

function readPage(
  deps: LeadStoreDeps,
  { processId, campaignId }: ListLeads,
  page: { readonly pageSize: number; readonly pageToken: string | undefined },
): Promise<Page<LeadDoc>> {
  return campaignId === undefined
    ? deps.leads.query({ index: 'process', equals: [processId], order: 'desc', ...page })
    : deps.leads.query({
        index: 'place',
        equals: [processId, leadPlace({ campaignId })],
        order: 'desc',
        ...page,
      });
}

/** every lead that has this number, whichever of its numbers that is. */
export async function findLeadsByNumber(
  deps: LeadStoreDeps,
  { processId, phone }: { readonly processId: string; readonly phone: string },
): Promise<readonly Stored<LiveLeadDoc>[]> {
  const selection = { equals: [processId, phone], pageSize: SAME_NUMBER_MAX };
  const [byKey, byNumber] = await Promise.all([
    deps.leads.query({ index: 'identity', ...selection }),
    deps.leads.query({ index: 'number', ...selection }),
  ]);
  const found = [...byKey.items, ...byNumber.items].filter(isLive);
  // The key may be the value of another primary field that reads like a number.
  return found.filter(({ doc }) => doc.callerId === phone || doc.numbers.includes(phone));
}

import { reasonError } from '@firstring/contracts';
import { maySeeFilter } from '../domain/filter-rights.ts';
import type { Actor } from './actor.ts';
import type { Filters } from './filter-ports.ts';
import type { LeadFilter, Leads } from './ports.ts';
import type { LeadPage } from './views/leads.ts';

export interface ListLeadsDeps {
  leads: Leads;
  filters: Filters;
}

export interface LeadAsk extends LeadFilter {
  /** A stored filter or segment; empty for none. */
  filterId: string;
  /** Attribute; empty = newest first. */
  sort: string;
  direction: 'asc' | 'desc';
}

/**
 * The lead table. What the store keeps in order is read from there, at any number of leads; a search, a filter or another order is
 * asked of the leads in memory.
 */
export async function listLeads(
  { leads, filters }: ListLeadsDeps,
  actor: Actor,
  processId: string,
  { filterId, sort, direction, ...ask }: LeadAsk,
): Promise<LeadPage> {
  const inStoreOrder = filterId === '' && sort === '' && ask.search === '' && ask.status === undefined;
  if (inStoreOrder) return leads.list(processId, ask);
  const filter = filterId === '' ? undefined : await filters.get(processId, filterId);
  if (filter !== undefined && !maySeeFilter(actor, filter)) throw reasonError('FILTER_NOT_FOUND');
  return filters.leads(processId, {
    ...ask,
    root: filter?.root,
    sort,
    descending: sort === '' || direction === 'desc',
  });
}

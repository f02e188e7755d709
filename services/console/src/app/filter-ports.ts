import type { FilterClause } from '@firstring/domain/filters';
import type { PageAsk } from './ports.ts';
import type {
  CriteriaText,
  CriteriaView,
  FilterAttributesView,
  FilterBody,
  FilterGroupBody,
  FilterGroupView,
  FilterLevelName,
  FilterView,
  ImpactView,
} from './views/filters.ts';
import type { LeadPage, LeadStatusName } from './views/leads.ts';

/** A filter before anybody knows who asks. */
export type StoredFilter = Omit<FilterView, 'editable'>;
export type StoredFilterGroup = Omit<FilterGroupView, 'editable'>;

/** What is put: an empty id and version 0 create. */
export interface PutFilter extends FilterBody {
  requestId: string;
  filterId: string;
  version: string;
  ownerUserId: string;
}

export interface PutFilterGroup extends FilterGroupBody {
  requestId: string;
  filterGroupId: string;
  version: string;
}

export interface FilteredLeads extends PageAsk {
  root: FilterClause | undefined;
  search: string;
  campaignId: string;
  status: LeadStatusName | undefined;
  /** Attribute; empty = upload time. */
  sort: string;
  descending: boolean;
}

/** lead-store's filters, in the console's words. */
export interface Filters {
  get(processId: string, filterId: string): Promise<StoredFilter>;
  list(
    processId: string,
    by: { level: FilterLevelName | undefined; campaignId: string },
  ): Promise<readonly StoredFilter[]>;
  put(processId: string, filter: PutFilter): Promise<StoredFilter>;
  delete(processId: string, filterId: string, requestId: string): Promise<void>;
  getGroup(processId: string, filterGroupId: string): Promise<StoredFilterGroup>;
  listGroups(processId: string, campaignId: string): Promise<readonly StoredFilterGroup[]>;
  putGroup(processId: string, group: PutFilterGroup): Promise<StoredFilterGroup>;
  deleteGroup(processId: string, filterGroupId: string, requestId: string): Promise<void>;
  allowGroups(processId: string, allowed: boolean, requestId: string): Promise<void>;
  attributes(processId: string): Promise<FilterAttributesView>;
  parse(processId: string, criteria: string): Promise<CriteriaView>;
  print(processId: string, root: FilterClause): Promise<CriteriaText>;
  impact(processId: string, root: FilterClause): Promise<ImpactView>;
  leads(processId: string, ask: FilteredLeads): Promise<LeadPage>;
}

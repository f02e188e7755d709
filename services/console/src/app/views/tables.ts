import type { FilterClause } from '@firstring/domain/filters';
import type { FilterAttributeView } from './filters.ts';

export interface TableFieldView {
  name: string;
  label: string;
  type: string;
  canBePrimary: boolean;
}

/** The permanent table of a process. */
export interface TableView {
  fields: readonly TableFieldView[];
  primaryField: string;
  version: number;
  /** There are leads: the primary field stays. */
  inUse: boolean;
}

export interface ProspectView {
  prospectId: string;
  phones: readonly string[];
  firstName: string;
  lastName: string;
  email: string;
  custom: Readonly<Record<string, string>>;
  createdAt: number | undefined;
  /** Why it could not move where a rule sent it. */
  note: string;
}

export interface ProspectPage {
  prospects: readonly ProspectView[];
  nextPageToken: string;
  /** Counted no further than 100,000. */
  waiting: number;
}

export interface DistributionRuleView {
  name: string;
  root: FilterClause;
  listId: string;
  enabled: boolean;
}

/** The rules, with what their conditions and lists may be. */
export interface DistributionRulesView {
  rules: readonly DistributionRuleView[];
  version: number;
  attributes: readonly FilterAttributeView[];
  lists: readonly { listId: string; name: string }[];
}

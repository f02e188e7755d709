import type {
  AttributeType,
  FetchOrderPolicy,
  FilterClause,
  FilterOperator,
} from '@firstring/domain/filters';

/** Filters, groups and segments as the browser gets them. Versions are decimal strings. */

export type FilterLevelName = 'system' | 'campaign' | 'segment';

export interface FilterBody {
  level: FilterLevelName;
  /** Of a campaign filter, else empty. */
  campaignId: string;
  name: string;
  description: string;
  root: FilterClause;
  enabled: boolean;
  /** Of a segment: everybody sees it. */
  shared: boolean;
  /** Of a segment: who works it. */
  agentIds: readonly string[];
}

export interface FilterView extends FilterBody {
  filterId: string;
  version: string;
  updatedAt: number | undefined;
  ownerUserId: string;
  /** Ships with the product. */
  builtIn: boolean;
  /** The person who asks may change it. */
  editable: boolean;
}

/** One step of a group; the layers inside refine its order. */
export interface FilterLayerView {
  filterId: string;
  layers: readonly FilterLayerView[];
}

export interface FilterGroupBody {
  level: 'system' | 'campaign';
  campaignId: string;
  name: string;
  description: string;
  layers: readonly FilterLayerView[];
  policies: readonly FetchOrderPolicy[];
  enabled: boolean;
}

export interface FilterGroupView extends FilterGroupBody {
  filterGroupId: string;
  version: string;
  updatedAt: number | undefined;
  builtIn: boolean;
  editable: boolean;
}

export interface FilterAttributeView {
  name: string;
  label: string;
  type: AttributeType;
  choices: readonly string[];
  operators: readonly FilterOperator[];
}

export interface FilterAttributesView {
  attributes: readonly FilterAttributeView[];
  /** The process's entitlement. */
  groupsAllowed: boolean;
}

export type CriteriaView =
  | { type: 'parsed'; root: FilterClause }
  /** `at` counts characters from 0. */
  | { type: 'refused'; at: number; message: string };

export interface CriteriaText {
  criteria: string;
  words: string;
}

export interface ImpactView {
  filtered: number;
  dialable: number;
  dialableLaterToday: number;
  asOfAt: number;
  /** Claim's events are counted up to here; undefined before the first. */
  guardsAt: number | undefined;
}

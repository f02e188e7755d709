import type { FetchOrderPolicy, FilterClause } from '@firstring/domain/filters';
import type { CollectionSpec } from '@firstring/store';

export type FilterLevel = 'system' | 'campaign' | 'segment';

export interface FilterDoc {
  readonly processId: string;
  readonly level: FilterLevel;
  /** Of a campaign filter; empty otherwise. */
  readonly campaignId: string;
  readonly name: string;
  readonly description: string;
  readonly root: FilterClause;
  readonly enabled: boolean;
  /** Of a segment: who saved it, whether everybody sees it, and the agents who work it. */
  readonly ownerUserId: string;
  readonly shared: boolean;
  readonly agentIds: readonly string[];
  readonly updatedAt: number;
  readonly requestId: string;
}

/** One step of a group's hierarchy; the layers inside refine its order. */
export interface FilterLayerDoc {
  readonly filterId: string;
  readonly layers: readonly FilterLayerDoc[];
}

export interface FilterGroupDoc {
  readonly processId: string;
  readonly level: Exclude<FilterLevel, 'segment'>;
  readonly campaignId: string;
  readonly name: string;
  readonly description: string;
  readonly layers: readonly FilterLayerDoc[];
  readonly policies: readonly FetchOrderPolicy[];
  readonly enabled: boolean;
  readonly updatedAt: number;
  readonly requestId: string;
}

const INDEXES: CollectionSpec['indexes'] = [
  { name: 'process', fields: ['processId', 'name'] },
  { name: 'request', fields: ['requestId'], unique: true },
];

export const FILTERS: CollectionSpec = { name: 'filters', version: 1, indexes: INDEXES };
export const FILTER_GROUPS: CollectionSpec = { name: 'filter_groups', version: 1, indexes: INDEXES };

/** One document a process that has been switched; a process without one may use filter groups. */
export interface FilterEntitlementDoc {
  readonly groupsAllowed: boolean;
}

export const FILTER_ENTITLEMENTS: CollectionSpec = { name: 'filter_entitlements', version: 1, indexes: [] };

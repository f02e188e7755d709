import { toOptionalTime } from '@firstring/contracts';
import {
  FilterLevel as WireLevel,
  type Filter,
  type FilterGroup,
  type FilterLayer,
} from '@firstring/contracts/leads/filter';
import { encodeFetchOrder, encodeFilterClause } from '@firstring/service-kit/filter-wire';
import type { Stored } from '@firstring/store';
import type { FilterDoc, FilterGroupDoc, FilterLayerDoc, FilterLevel } from '../store/filters.ts';
import { isBuiltIn } from './built-in-filters.ts';

const WIRE_LEVELS: Readonly<Record<FilterLevel, WireLevel>> = {
  system: WireLevel.FILTER_LEVEL_SYSTEM,
  campaign: WireLevel.FILTER_LEVEL_CAMPAIGN,
  segment: WireLevel.FILTER_LEVEL_SEGMENT,
};

export function encodeFilter({ id, version, doc }: Stored<FilterDoc>): Filter {
  const { requestId: _request, root, level, updatedAt, agentIds, ...rest } = doc;
  return {
    ...rest,
    filterId: id,
    level: WIRE_LEVELS[level],
    root: encodeFilterClause(root),
    version: BigInt(version),
    updateTime: toOptionalTime(updatedAt),
    agentIds: [...agentIds],
    builtIn: isBuiltIn(id),
  };
}

export function encodeGroup({ id, version, doc }: Stored<FilterGroupDoc>): FilterGroup {
  const { requestId: _request, level, updatedAt, layers, policies, ...rest } = doc;
  return {
    ...rest,
    filterGroupId: id,
    level: WIRE_LEVELS[level],
    layers: layers.map(encodeLayer),
    policies: policies.map(encodeFetchOrder),
    version: BigInt(version),
    updateTime: toOptionalTime(updatedAt),
    builtIn: isBuiltIn(id),
  };
}

function encodeLayer({ filterId, layers }: FilterLayerDoc): FilterLayer {
  return { filterId, layers: layers.map(encodeLayer) };
}

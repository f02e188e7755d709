import {
  FilterLevel as WireLevel,
  type Filter,
  type FilterGroup,
  type FilterLayer,
} from '@firstring/contracts/leads/filter';
import { unreachable } from '@firstring/kernel';
import { decodeFetchOrder, decodeFilterClause } from '@firstring/service-kit/filter-wire';
import type { PutFilterGroup } from '../../app/filter-groups.ts';
import type { PutFilter } from '../../app/filters.ts';
import type { FilterLayerDoc, FilterLevel } from '../../store/filters.ts';
import { id, invalid, name, optionalId, requestId, text } from './decode.ts';

const DESCRIPTION_CHARS_MAX = 1000;
const AGENTS_MAX = 1000;
/** Deeper than any group may be: the use case says how deep that is, this only bounds the work. */
const LAYER_DEPTH_MAX = 16;

export function decodeFilter(wireRequestId: string, wire: Filter | undefined): PutFilter {
  if (wire === undefined) throw invalid('filter', 'is required');
  const segment = decodeLevel(wire.level) === 'segment';
  if (wire.agentIds.length > AGENTS_MAX) throw invalid('agent_ids', `has at most ${AGENTS_MAX} agents`);
  return {
    filterId: optionalId(wire.filterId, 'filter_id') ?? '',
    version: decodeVersion(wire.version),
    doc: {
      ...decodeNamed(wire),
      requestId: requestId(wireRequestId),
      level: decodeLevel(wire.level),
      root: decodeFilterClause(wire.root),
      ownerUserId: segment ? id(wire.ownerUserId, 'owner_user_id') : '',
      shared: segment && wire.shared,
      agentIds: segment ? wire.agentIds.map((agentId) => id(agentId, 'agent_ids')) : [],
    },
  };
}

export function decodeFilterGroup(wireRequestId: string, wire: FilterGroup | undefined): PutFilterGroup {
  if (wire === undefined) throw invalid('filter_group', 'is required');
  const level = decodeLevel(wire.level);
  if (level === 'segment') throw invalid('level', 'of a group is system or campaign');
  return {
    filterGroupId: optionalId(wire.filterGroupId, 'filter_group_id') ?? '',
    version: decodeVersion(wire.version),
    doc: {
      ...decodeNamed(wire),
      requestId: requestId(wireRequestId),
      level,
      layers: wire.layers.map((layer) => decodeLayer(layer, 1)),
      policies: wire.policies.map(decodeFetchOrder),
    },
  };
}

/** name and description are mandatory. */
function decodeNamed(wire: Filter | FilterGroup) {
  const campaignLevel = decodeLevel(wire.level) === 'campaign';
  return {
    processId: id(wire.processId, 'process_id'),
    campaignId: campaignLevel ? id(wire.campaignId, 'campaign_id') : '',
    name: name(wire.name, 'name'),
    description: describe(wire),
    enabled: wire.enabled,
  };
}

function describe(wire: Filter | FilterGroup): string {
  const segment = decodeLevel(wire.level) === 'segment';
  const given = text(wire.description.trim(), 'description', DESCRIPTION_CHARS_MAX);
  if (given === '' && !segment) throw invalid('description', 'is required');
  return given;
}

function decodeVersion(version: bigint): number {
  if (version < 0n || version > BigInt(Number.MAX_SAFE_INTEGER)) throw invalid('version', 'is out of range');
  return Number(version);
}

export function decodeLevel(level: WireLevel): FilterLevel {
  const known = decodeOptionalLevel(level);
  if (known === undefined) throw invalid('level', 'is required');
  return known;
}

export function decodeOptionalLevel(level: WireLevel): FilterLevel | undefined {
  switch (level) {
    case WireLevel.FILTER_LEVEL_SYSTEM:
      return 'system';
    case WireLevel.FILTER_LEVEL_CAMPAIGN:
      return 'campaign';
    case WireLevel.FILTER_LEVEL_SEGMENT:
      return 'segment';
    case WireLevel.FILTER_LEVEL_UNSPECIFIED:
    case WireLevel.UNRECOGNIZED:
      return undefined;
    default:
      return unreachable(level);
  }
}

function decodeLayer({ filterId, layers }: FilterLayer, depth: number): FilterLayerDoc {
  if (depth > LAYER_DEPTH_MAX) throw invalid('layers', 'lie too deep inside each other');
  return {
    filterId: id(filterId, 'layers.filter_id'),
    layers: layers.map((layer) => decodeLayer(layer, depth + 1)),
  };
}

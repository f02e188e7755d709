import {
  FilterLevel as WireLevel,
  FilterMatch,
  SortDirection as WireDirection,
  type FetchOrderPolicy as WirePolicy,
  type Filter,
  type FilterClause as WireClause,
  type FilterCondition as WireCondition,
  type FilterGroup,
  type FilterLayer,
  type FilterNode as WireNode,
} from '@firstring/contracts/leads/filter';
import {
  FILTER_LIMITS,
  type FetchOrderPolicy,
  type FilterClause,
  type FilterCondition,
  type FilterNode,
  type FilterOperator,
  type SortDirection,
} from '@firstring/domain/filters';
import { unreachable } from '@firstring/kernel';
import { WIRE_OPERATORS } from '../../app/encode-filter.ts';
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
      root: decodeRoot(wire.root),
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
      policies: wire.policies.map(decodePolicy),
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

export function decodeRoot(wire: WireClause | undefined): FilterClause {
  if (wire === undefined) throw invalid('root', 'is required');
  return decodeClause(wire, 1);
}

/** Stops right behind the deepest that is allowed, which `checkFilter` then refuses in words. */
function decodeClause({ match, nodes }: WireClause, depth: number): FilterClause {
  const tooDeep = depth > FILTER_LIMITS.depthMax + 1;
  return {
    type: 'clause',
    match: decodeMatch(match),
    nodes: tooDeep ? [] : nodes.map((node) => decodeNode(node, depth)),
  };
}

function decodeMatch(match: FilterMatch): FilterClause['match'] {
  if (match === FilterMatch.FILTER_MATCH_ALL) return 'all';
  if (match === FilterMatch.FILTER_MATCH_ANY) return 'any';
  throw invalid('root.match', 'is required');
}

function decodeNode({ node }: WireNode, depth: number): FilterNode {
  switch (node?.$case) {
    case 'clause':
      return decodeClause(node.value, depth + 1);
    case 'condition':
      return decodeCondition(node.value);
    case undefined:
      throw invalid('root.nodes', 'has a node that is neither a clause nor a condition');
    default:
      return unreachable(node);
  }
}

// Keys of the table above are the domain's operators.
const OPERATORS = new Map(
  Object.entries(WIRE_OPERATORS).map(([operator, wire]) => [wire, operator as FilterOperator]),
);

function decodeCondition({ attribute, operator, negated, values }: WireCondition): FilterCondition {
  const known = OPERATORS.get(operator);
  if (known === undefined) throw invalid('root.operator', 'is required');
  return {
    type: 'condition',
    attribute,
    operator: known,
    negated,
    values: values.map(({ value }) => {
      if (value === undefined) throw invalid('root.values', 'has an empty value');
      return value.value;
    }),
  };
}

function decodeLayer({ filterId, layers }: FilterLayer, depth: number): FilterLayerDoc {
  if (depth > LAYER_DEPTH_MAX) throw invalid('layers', 'lie too deep inside each other');
  return {
    filterId: id(filterId, 'layers.filter_id'),
    layers: layers.map((layer) => decodeLayer(layer, depth + 1)),
  };
}

function decodePolicy({ policy }: WirePolicy): FetchOrderPolicy {
  switch (policy?.$case) {
    case 'uploadTime':
      return { type: 'upload_time', direction: decodeDirection(policy.value) };
    case 'randomSeed':
      return { type: 'random', seed: policy.value };
    case 'natural':
      return { type: 'natural' };
    case 'attempts':
      return { type: 'attempts', direction: decodeDirection(policy.value) };
    case 'customerField': {
      const { attribute, direction } = policy.value;
      return { type: 'customer_field', attribute, direction: decodeDirection(direction) };
    }
    case 'retryTime':
      return { type: 'retry_time', direction: decodeDirection(policy.value) };
    case 'script':
      return { type: 'script', source: policy.value };
    case undefined:
      throw invalid('policies', 'has an empty policy');
    default:
      return unreachable(policy);
  }
}

function decodeDirection(wire: WireDirection): SortDirection {
  return wire === WireDirection.SORT_DIRECTION_DESC ? 'desc' : 'asc';
}

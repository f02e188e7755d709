import { toOptionalTime } from '@firstring/contracts';
import {
  FilterLevel as WireLevel,
  FilterMatch,
  FilterOperator as WireOperator,
  SortDirection as WireDirection,
  type FetchOrderPolicy as WirePolicy,
  type Filter,
  type FilterClause as WireClause,
  type FilterGroup,
  type FilterLayer,
  type FilterNode as WireNode,
} from '@firstring/contracts/leads/filter';
import type {
  FetchOrderPolicy,
  FilterClause,
  FilterNode,
  FilterOperator,
  SortDirection,
} from '@firstring/domain/filters';
import { unreachable } from '@firstring/kernel';
import type { Stored } from '@firstring/store';
import type { FilterDoc, FilterGroupDoc, FilterLayerDoc, FilterLevel } from '../store/filters.ts';
import { isBuiltIn } from './built-in-filters.ts';

export const WIRE_OPERATORS: Readonly<Record<FilterOperator, WireOperator>> = {
  '=': WireOperator.FILTER_OPERATOR_EQUAL,
  '<': WireOperator.FILTER_OPERATOR_LESS,
  '<=': WireOperator.FILTER_OPERATOR_LESS_OR_EQUAL,
  '>': WireOperator.FILTER_OPERATOR_MORE,
  '>=': WireOperator.FILTER_OPERATOR_MORE_OR_EQUAL,
  in: WireOperator.FILTER_OPERATOR_IN,
  like: WireOperator.FILTER_OPERATOR_LIKE,
  between: WireOperator.FILTER_OPERATOR_BETWEEN,
  is_null: WireOperator.FILTER_OPERATOR_IS_NULL,
};

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
    root: encodeClause(root),
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
    policies: policies.map(encodePolicy),
    version: BigInt(version),
    updateTime: toOptionalTime(updatedAt),
    builtIn: isBuiltIn(id),
  };
}

function encodeLayer({ filterId, layers }: FilterLayerDoc): FilterLayer {
  return { filterId, layers: layers.map(encodeLayer) };
}

export function encodeClause({ match, nodes }: FilterClause): WireClause {
  return {
    match: match === 'all' ? FilterMatch.FILTER_MATCH_ALL : FilterMatch.FILTER_MATCH_ANY,
    nodes: nodes.map(encodeNode),
  };
}

function encodeNode(node: FilterNode): WireNode {
  if (node.type === 'clause') return { node: { $case: 'clause', value: encodeClause(node) } };
  const { attribute, operator, negated, values } = node;
  const value = {
    attribute,
    operator: WIRE_OPERATORS[operator],
    negated,
    values: values.map((each) => ({
      value:
        typeof each === 'string'
          ? ({ $case: 'text', value: each } as const)
          : ({ $case: 'number', value: each } as const),
    })),
  };
  return { node: { $case: 'condition', value } };
}

function encodePolicy(policy: FetchOrderPolicy): WirePolicy {
  return { policy: policyCase(policy) };
}

function policyCase(policy: FetchOrderPolicy): NonNullable<WirePolicy['policy']> {
  switch (policy.type) {
    case 'upload_time':
      return { $case: 'uploadTime', value: direction(policy.direction) };
    case 'random':
      return { $case: 'randomSeed', value: policy.seed };
    case 'natural':
      return { $case: 'natural', value: true };
    case 'attempts':
      return { $case: 'attempts', value: direction(policy.direction) };
    case 'customer_field':
      return {
        $case: 'customerField',
        value: { attribute: policy.attribute, direction: direction(policy.direction) },
      };
    case 'retry_time':
      return { $case: 'retryTime', value: direction(policy.direction) };
    case 'script':
      return { $case: 'script', value: policy.source };
    default:
      return unreachable(policy);
  }
}

function direction(wanted: SortDirection): WireDirection {
  return wanted === 'asc' ? WireDirection.SORT_DIRECTION_ASC : WireDirection.SORT_DIRECTION_DESC;
}

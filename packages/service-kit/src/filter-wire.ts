import { reasonError } from '@firstring/contracts';
import {
  FilterMatch,
  FilterOperator as WireOperator,
  SortDirection as WireDirection,
  type FetchOrderPolicy as WirePolicy,
  type FilterClause as WireClause,
  type FilterCondition as WireCondition,
  type FilterNode as WireNode,
} from '@firstring/contracts/leads/filter';
import {
  FILTER_LIMITS,
  type FetchOrderPolicy,
  type FilterClause,
  type FilterCondition,
  type FilterNode,
  type FilterOperator,
  type FilterValue,
  type SortDirection,
} from '@firstring/domain/filters';
import { unreachable } from '@firstring/kernel';

/** Filter trees and fetch orders between the wire and the domain, the same way wherever they travel. */

const WIRE_OPERATORS: Readonly<Record<FilterOperator, WireOperator>> = {
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

// Keys of the table above are the domain's operators.
const OPERATORS = new Map(
  Object.entries(WIRE_OPERATORS).map(([operator, wire]) => [wire, operator as FilterOperator]),
);

export function encodeFilterOperator(operator: FilterOperator): WireOperator {
  return WIRE_OPERATORS[operator];
}

/** Undefined for an operator that this version does not know. */
export function decodeFilterOperator(wire: WireOperator): FilterOperator | undefined {
  return OPERATORS.get(wire);
}

export function encodeFilterClause({ match, nodes }: FilterClause): WireClause {
  return {
    match: match === 'all' ? FilterMatch.FILTER_MATCH_ALL : FilterMatch.FILTER_MATCH_ANY,
    nodes: nodes.map(encodeNode),
  };
}

function encodeNode(node: FilterNode): WireNode {
  if (node.type === 'clause') return { node: { $case: 'clause', value: encodeFilterClause(node) } };
  const { attribute, operator, negated, values } = node;
  const value = {
    attribute,
    operator: WIRE_OPERATORS[operator],
    negated,
    values: values.map((each) => ({ value: encodeValue(each) })),
  };
  return { node: { $case: 'condition', value } };
}

function encodeValue(value: FilterValue) {
  return typeof value === 'string'
    ? ({ $case: 'text', value } as const)
    : ({ $case: 'number', value } as const);
}

/** FILTER_INVALID for what is no tree. Says nothing of attributes and types: `checkFilter` does. */
export function decodeFilterClause(wire: WireClause | undefined): FilterClause {
  if (wire === undefined) throw invalid('the conditions are missing');
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
  throw invalid('a clause says neither all nor any');
}

function decodeNode({ node }: WireNode, depth: number): FilterNode {
  switch (node?.$case) {
    case 'clause':
      return decodeClause(node.value, depth + 1);
    case 'condition':
      return decodeCondition(node.value);
    case undefined:
      throw invalid('a node is neither a clause nor a condition');
    default:
      return unreachable(node);
  }
}

function decodeCondition({ attribute, operator, negated, values }: WireCondition): FilterCondition {
  const known = OPERATORS.get(operator);
  if (known === undefined) throw invalid('a condition has no operator');
  return {
    type: 'condition',
    attribute,
    operator: known,
    negated,
    values: values.map(({ value }) => {
      if (value === undefined) throw invalid('a condition has an empty value');
      return value.value;
    }),
  };
}

export function encodeFetchOrder(policy: FetchOrderPolicy): WirePolicy {
  const wire = { policy: policyCase(policy) };
  if (policy.type !== 'script') return wire;
  // Scripts of before had no direction.
  return { ...wire, scriptDirection: encodeDirection(policy.direction === 'desc' ? 'desc' : 'asc') };
}

function policyCase(policy: FetchOrderPolicy): NonNullable<WirePolicy['policy']> {
  switch (policy.type) {
    case 'upload_time':
      return { $case: 'uploadTime', value: encodeDirection(policy.direction) };
    case 'random':
      return { $case: 'randomSeed', value: policy.seed };
    case 'natural':
      return { $case: 'natural', value: true };
    case 'attempts':
      return { $case: 'attempts', value: encodeDirection(policy.direction) };
    case 'customer_field': {
      const { attribute, direction } = policy;
      return { $case: 'customerField', value: { attribute, direction: encodeDirection(direction) } };
    }
    case 'retry_time':
      return { $case: 'retryTime', value: encodeDirection(policy.direction) };
    case 'script':
      return { $case: 'script', value: policy.source };
    default:
      return unreachable(policy);
  }
}

export function decodeFetchOrder({ policy, scriptDirection }: WirePolicy): FetchOrderPolicy {
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
      return { type: 'script', source: policy.value, direction: decodeDirection(scriptDirection) };
    case undefined:
      throw invalid('a fetch order policy is empty');
    default:
      return unreachable(policy);
  }
}

function encodeDirection(direction: SortDirection): WireDirection {
  return direction === 'asc' ? WireDirection.SORT_DIRECTION_ASC : WireDirection.SORT_DIRECTION_DESC;
}

function decodeDirection(wire: WireDirection | undefined): SortDirection {
  return wire === WireDirection.SORT_DIRECTION_DESC ? 'desc' : 'asc';
}

function invalid(message: string): Error {
  return reasonError('FILTER_INVALID', { message, details: { field: 'root' } });
}

import { type AttributeCatalogue, type FilterAttribute, OPERATORS_OF_TYPE } from './attributes.ts';
import {
  conditionsOf,
  FILTER_LIMITS,
  type FilterCondition,
  type FilterNode,
  type FilterOperator,
  type FilterValue,
} from './filter-tree.ts';
import { wildcardCount } from './like-pattern.ts';

/** Why a filter is not taken, and where: `nodes.0.nodes.2` leads from the root to the node at fault. */
export interface FilterProblem {
  readonly path: string;
  readonly message: string;
}

const NUMBER_MAX = 1e15;

/** Everything that is wrong with a tree, in reading order; none means that it may be stored and evaluated. */
export function checkFilter(root: FilterNode, catalogue: AttributeCatalogue): readonly FilterProblem[] {
  if (depthOf(root, 0) > FILTER_LIMITS.depthMax) {
    const message = `clauses lie at most ${FILTER_LIMITS.depthMax} deep inside each other`;
    return [{ path: '', message }];
  }
  if (conditionsOf(root).length > FILTER_LIMITS.conditionsMax) {
    return [{ path: '', message: `a filter has at most ${FILTER_LIMITS.conditionsMax} conditions` }];
  }
  return checkNode(root, '', catalogue);
}

/** Stops counting right behind the limit, so that no depth can exhaust the stack. */
function depthOf(node: FilterNode, above: number): number {
  if (node.type === 'condition' || above > FILTER_LIMITS.depthMax) return above;
  return Math.max(above + 1, ...node.nodes.slice(0, nodesMax).map((child) => depthOf(child, above + 1)));
}

const nodesMax = FILTER_LIMITS.conditionsMax + 1;

function checkNode(node: FilterNode, path: string, catalogue: AttributeCatalogue): readonly FilterProblem[] {
  if (node.type === 'condition') {
    const message = conditionProblem(node, catalogue);
    return message === undefined ? [] : [{ path, message }];
  }
  if (node.nodes.length === 0) return [{ path, message: 'a clause needs at least one condition' }];
  const inside = path === '' ? '' : `${path}.`;
  return node.nodes.flatMap((child, index) => checkNode(child, `${inside}nodes.${index}`, catalogue));
}

/** What is wrong with one condition, in words; undefined when nothing is. */
export function conditionProblem(
  condition: FilterCondition,
  catalogue: AttributeCatalogue,
): string | undefined {
  const attribute = catalogue.get(condition.attribute);
  if (attribute === undefined) return `there is no attribute "${condition.attribute.slice(0, 80)}"`;
  if (!OPERATORS_OF_TYPE[attribute.type].includes(condition.operator)) {
    return `${attribute.label} cannot be compared with ${OPERATOR_TEXT[condition.operator]}`;
  }
  const wrongCount = countProblem(condition);
  if (wrongCount !== undefined) return wrongCount;
  for (const value of condition.values) {
    const problem = valueProblem(value, attribute);
    if (problem !== undefined) return problem;
  }
  const [pattern] = condition.values;
  if (condition.operator === 'like' && wildcardCount(String(pattern)) > FILTER_LIMITS.wildcardsMax) {
    return `a pattern has at most ${FILTER_LIMITS.wildcardsMax} wildcards`;
  }
  return undefined;
}

/** As SQL writes them. */
export const OPERATOR_TEXT: Readonly<Record<FilterOperator, string>> = {
  '=': '=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  in: 'IN',
  like: 'LIKE',
  between: 'BETWEEN',
  is_null: 'IS NULL',
};

function countProblem({ operator, values }: FilterCondition): string | undefined {
  switch (operator) {
    case 'is_null':
      return values.length === 0 ? undefined : 'IS NULL takes no value';
    case 'between':
      return values.length === 2 ? undefined : 'BETWEEN takes two values';
    case 'in':
      if (values.length === 0) return 'IN needs at least one value';
      return values.length <= FILTER_LIMITS.valuesMax
        ? undefined
        : `IN takes at most ${FILTER_LIMITS.valuesMax} values`;
    default:
      return values.length === 1 ? undefined : 'a value is missing';
  }
}

function valueProblem(value: FilterValue, attribute: FilterAttribute): string | undefined {
  const { label } = attribute;
  switch (attribute.type) {
    case 'number':
      return typeof value === 'number' && Math.abs(value) < NUMBER_MAX
        ? undefined
        : `${label} is a number: write it as 3 or 2.5`;
    case 'time':
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
        ? undefined
        : `${label} is a time: write it as '2026-11-22' or '2026-11-22 09:30'`;
    case 'choice':
      return typeof value === 'string' && attribute.choices?.includes(value) === true
        ? undefined
        : `${label} is one of ${attribute.choices?.join(', ') ?? ''}`;
    case 'text':
      return textProblem(value, label);
  }
}

function textProblem(value: FilterValue, label: string): string | undefined {
  if (typeof value !== 'string') return `${label} is text: write it in quotes`;
  if (value.length > FILTER_LIMITS.textCharsMax)
    return `${label} is compared with at most ${FILTER_LIMITS.textCharsMax} characters`;
  if (/\p{Cc}/u.test(value) || !value.isWellFormed()) return `${label} has a character that is not allowed`;
  return undefined;
}

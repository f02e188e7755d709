import { unreachable } from '@firstring/kernel';
import type { FilterCondition, FilterNode, FilterValue } from './filter-tree.ts';
import { compileLike } from './like-pattern.ts';

/** What a lead has of an attribute; undefined when it has nothing there. Instants are ms since the epoch. */
export type LeadFacts = (attribute: string) => FilterValue | undefined;

/** Text is compared without case, compatibility forms as one: the same as search does. */
export function foldFilterText(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim();
}

export type ConditionTest = (value: FilterValue | undefined) => boolean;

/** The tree as one function, for many leads; `compile` may be another's for whoever keeps values in another form. */
export function compileFilter(
  node: FilterNode,
  compile: (condition: FilterCondition) => ConditionTest = compileCondition,
): (facts: LeadFacts) => boolean {
  if (node.type === 'condition') {
    const test = compile(node);
    return (facts) => test(facts(node.attribute));
  }
  const tests = node.nodes.map((child) => compileFilter(child, compile));
  return node.match === 'all'
    ? (facts) => tests.every((test) => test(facts))
    : (facts) => tests.some((test) => test(facts));
}

/** Whether one lead meets the filter. */
export function matchesFilter(node: FilterNode, facts: LeadFacts): boolean {
  return compileFilter(node)(facts);
}

/** One condition as a function of the attribute's value: whoever keeps leads in columns asks it once a distinct value. */
export function compileCondition(condition: FilterCondition): ConditionTest {
  const test = compilePlain(condition);
  const plain = (value: FilterValue | undefined): boolean =>
    condition.operator === 'is_null' ? value === undefined : value !== undefined && test(folded(value));
  return condition.negated ? (value) => !plain(value) : plain;
}

function folded(value: FilterValue): FilterValue {
  return typeof value === 'string' ? foldFilterText(value) : value;
}

function compilePlain({ operator, values }: FilterCondition): (value: FilterValue) => boolean {
  const wanted = values.map(folded);
  const [first = '', last = ''] = wanted;
  switch (operator) {
    case '=':
      return (value) => value === first;
    case '<':
      return (value) => order(value, first) < 0;
    case '<=':
      return (value) => order(value, first) <= 0;
    case '>':
      return (value) => order(value, first) > 0;
    case '>=':
      return (value) => order(value, first) >= 0;
    case 'between':
      return (value) => order(value, first) >= 0 && order(value, last) <= 0;
    case 'in': {
      const set = new Set(wanted);
      return (value) => set.has(value);
    }
    case 'like': {
      const like = compileLike(String(first));
      return (value) => like(String(value));
    }
    case 'is_null':
      return () => false;
    default:
      return unreachable(operator);
  }
}

/** Numbers by size, text by code unit; NaN, which compares to nothing, for two of different kind. */
function order(left: FilterValue, right: FilterValue): number {
  if (typeof left !== typeof right) return Number.NaN;
  return left < right ? -1 : left > right ? 1 : 0;
}

import type { FilterClause, FilterNode, FilterOperator, FilterValue } from '@firstring/domain/filters';
import type { FilterAttributeView } from '../../../src/app/views/filters.ts';

/** A filter while somebody writes it: values are text, and anything may be missing. */
export interface DraftCondition {
  readonly type: 'condition';
  readonly key: number;
  readonly attribute: string;
  readonly comparison: Comparison;
  readonly text: string;
}

export interface DraftClause {
  readonly type: 'clause';
  readonly key: number;
  readonly match: 'all' | 'any';
  readonly nodes: readonly DraftNode[];
}

export type DraftNode = DraftClause | DraftCondition;

/** Operators as people choose them, the negated ones included. */
export const COMPARISONS = {
  is: { words: '= is', operator: '=', negated: false },
  is_not: { words: '≠ is not', operator: '=', negated: true },
  less: { words: '< less than', operator: '<', negated: false },
  more: { words: '> more than', operator: '>', negated: false },
  at_most: { words: '≤ at most', operator: '<=', negated: false },
  at_least: { words: '≥ at least', operator: '>=', negated: false },
  one_of: { words: 'one of', operator: 'in', negated: false },
  none_of: { words: 'none of', operator: 'in', negated: true },
  like: { words: 'like (% is anything)', operator: 'like', negated: false },
  not_like: { words: 'not like', operator: 'like', negated: true },
  between: { words: 'between', operator: 'between', negated: false },
  not_between: { words: 'not between', operator: 'between', negated: true },
  not_less: { words: 'not less than', operator: '<', negated: true },
  not_more: { words: 'not more than', operator: '>', negated: true },
  not_at_most: { words: 'not at most', operator: '<=', negated: true },
  not_at_least: { words: 'not at least', operator: '>=', negated: true },
  empty: { words: 'is empty', operator: 'is_null', negated: false },
  not_empty: { words: 'is not empty', operator: 'is_null', negated: true },
} as const satisfies Record<string, { words: string; operator: FilterOperator; negated: boolean }>;

export type Comparison = keyof typeof COMPARISONS;

/** Said only where criteria said them: elsewhere there is a plainer word. */
const RARE = new Set<string>(['not_less', 'not_more', 'not_at_most', 'not_at_least', 'not_between']);

export function comparisonsOf(attribute: FilterAttributeView | undefined, chosen: Comparison): Comparison[] {
  // Keys of the table above.
  const all = Object.keys(COMPARISONS) as Comparison[];
  return all.filter((comparison) => {
    const known = attribute?.operators.includes(COMPARISONS[comparison].operator) ?? true;
    return comparison === chosen || (known && !RARE.has(comparison));
  });
}

let lastKey = 0;
function newKey(): number {
  lastKey += 1;
  return lastKey;
}

export function newCondition(): DraftCondition {
  return { type: 'condition', key: newKey(), attribute: 'attempts', comparison: 'is', text: '' };
}

export function newClause(): DraftClause {
  return { type: 'clause', key: newKey(), match: 'all', nodes: [newCondition()] };
}

/** any of the clauses, all inside a clause. */
export function newDraft(): DraftClause {
  return { type: 'clause', key: newKey(), match: 'any', nodes: [newClause()] };
}

/** The tree with the node of this key replaced, or taken out where `change` answers undefined. */
export function changeNode(
  root: DraftClause,
  key: number,
  change: (node: DraftNode) => DraftNode | undefined,
): DraftClause {
  const changed = changeInside(root, key, change);
  return changed?.type === 'clause' ? changed : root;
}

function changeInside(
  node: DraftNode,
  key: number,
  change: (node: DraftNode) => DraftNode | undefined,
): DraftNode | undefined {
  if (node.key === key) return change(node);
  if (node.type === 'condition') return node;
  const nodes = node.nodes.map((child) => changeInside(child, key, change));
  return { ...node, nodes: nodes.filter((child) => child !== undefined) };
}

type Attributes = ReadonlyMap<string, FilterAttributeView>;

export function toDraft(node: FilterClause, attributes: Attributes): DraftClause {
  return {
    type: 'clause',
    key: newKey(),
    match: node.match,
    nodes: node.nodes.map((child) => nodeToDraft(child, attributes)),
  };
}

function nodeToDraft(node: FilterNode, attributes: Attributes): DraftNode {
  if (node.type === 'clause') return toDraft(node, attributes);
  const { attribute, operator, negated, values } = node;
  const found = Object.entries(COMPARISONS).find(
    ([, each]) => each.operator === operator && each.negated === negated,
  );
  const isTime = attributes.get(attribute)?.type === 'time';
  return {
    type: 'condition',
    key: newKey(),
    attribute,
    // Every operator is in the table, plain and negated.
    comparison: (found?.[0] ?? 'is') as Comparison,
    text: values.map((value) => (isTime ? timeText(Number(value)) : String(value))).join(', '),
  };
}

export interface ReadDraft {
  readonly root: FilterClause;
  /** What is wrong with which node, in words. */
  readonly problems: ReadonlyMap<number, string>;
}

/** The draft as a tree. The server checks it again: here only what can be said before. */
export function readDraft(draft: DraftClause, attributes: Attributes): ReadDraft {
  const problems = new Map<number, string>();
  return { root: readClause(draft, attributes, problems), problems };
}

function readClause(draft: DraftClause, attributes: Attributes, problems: Map<number, string>): FilterClause {
  if (draft.nodes.length === 0) problems.set(draft.key, 'A clause needs at least one condition.');
  const nodes = draft.nodes.map((node) => readNode(node, attributes, problems));
  return { type: 'clause', match: draft.match, nodes };
}

function readNode(node: DraftNode, attributes: Attributes, problems: Map<number, string>): FilterNode {
  if (node.type === 'clause') return readClause(node, attributes, problems);
  const { operator, negated } = COMPARISONS[node.comparison];
  const type = attributes.get(node.attribute)?.type ?? 'text';
  const parts = textsOf(node.text, operator);
  const values = parts.map((part) => readValue(part, type));
  const problem = problemOf(operator, parts, values, type);
  if (problem !== undefined) problems.set(node.key, problem);
  const known = values.filter((value) => value !== undefined);
  return { type: 'condition', attribute: node.attribute, operator, negated, values: known };
}

function textsOf(text: string, operator: FilterOperator): readonly string[] {
  if (operator === 'is_null') return [];
  if (operator !== 'in' && operator !== 'between') return [text.trim()];
  return text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function problemOf(
  operator: FilterOperator,
  parts: readonly string[],
  values: readonly (FilterValue | undefined)[],
  type: FilterAttributeView['type'],
): string | undefined {
  if (operator === 'between' && parts.length !== 2) return 'Write two values, with a comma between them.';
  if (operator === 'in' && parts.length === 0) return 'Write one value or more, with commas between them.';
  if (operator !== 'is_null' && parts.includes('')) return 'Write a value.';
  if (!values.includes(undefined)) return undefined;
  return type === 'number'
    ? 'Write a number, such as 3 or 2.5.'
    : 'Write a time, such as 2026-11-22 or 2026-11-22 09:30.';
}

function readValue(text: string, type: FilterAttributeView['type']): FilterValue | undefined {
  switch (type) {
    case 'number':
      return /^[+-]?\d{1,15}(\.\d{1,10})?$/.test(text) ? Number(text) : undefined;
    case 'time':
      return readTime(text);
    case 'text':
    case 'choice':
      return text;
  }
}

/** In the reader's zone; a day alone is its beginning. */
function readTime(text: string): number | undefined {
  const parts = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d))?$/.exec(text);
  if (parts === null) return undefined;
  const at = new Date(`${parts[1]}T${parts[2] ?? '00:00'}`).getTime();
  return Number.isNaN(at) ? undefined : at;
}

function timeText(at: number): string {
  const date = new Date(at);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

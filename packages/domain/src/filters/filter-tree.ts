/** What is compared with: text, a number, or an instant in ms since the epoch. */
export type FilterValue = string | number;

export type FilterOperator = '=' | '<' | '<=' | '>' | '>=' | 'in' | 'like' | 'between' | 'is_null';

/**
 * One comparison. `values` holds one value, two for `between`, any number for `in`, none for `is_null`.
 * A lead without the attribute meets no comparison, so it meets every negated one: "disposition is not SALE" includes
 * leads that were never disposed.
 */
export interface FilterCondition {
  readonly type: 'condition';
  /** Name of an attribute; custom parameters are `custom.<name>`. */
  readonly attribute: string;
  readonly operator: FilterOperator;
  /** `!=`, NOT IN, NOT LIKE, NOT BETWEEN, IS NOT NULL: exactly the leads that the plain operator leaves out. */
  readonly negated: boolean;
  readonly values: readonly FilterValue[];
}

/** Conditions and further clauses, of which all or any must be met. Without any, `all` is met and `any` is not. */
export interface FilterClause {
  readonly type: 'clause';
  readonly match: 'all' | 'any';
  readonly nodes: readonly FilterNode[];
}

export type FilterNode = FilterClause | FilterCondition;

/** What a tree may have: more is refused as too costly (docs/bad-inputs.md, console/20). */
export const FILTER_LIMITS = {
  /** Clauses within clauses, the outermost included. */
  depthMax: 8,
  conditionsMax: 200,
  /** Values of one `in`. */
  valuesMax: 1000,
  textCharsMax: 256,
  /** Wildcards of one pattern. */
  wildcardsMax: 10,
} as const;

/**
 * The tree with clauses of one node replaced by that node, clauses of the same kind joined with the one around them, and a
 * clause at the root. Two trees that say the same by and/or alone in the same order become equal.
 */
export function normalizeFilter(root: FilterNode): FilterClause {
  const node = normalize(root);
  return node.type === 'clause' ? node : { type: 'clause', match: 'all', nodes: [node] };
}

function normalize(node: FilterNode): FilterNode {
  if (node.type === 'condition') return node;
  const nodes = node.nodes.map(normalize).flatMap((child) => {
    const joins = child.type === 'clause' && child.match === node.match;
    return joins ? child.nodes : [child];
  });
  const [only] = nodes;
  return only !== undefined && nodes.length === 1 ? only : { ...node, nodes };
}

/** Every condition of a tree, in reading order. */
export function conditionsOf(node: FilterNode): readonly FilterCondition[] {
  return node.type === 'condition' ? [node] : node.nodes.flatMap(conditionsOf);
}

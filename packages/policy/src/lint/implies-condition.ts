import {
  compileCondition,
  foldFilterText,
  type FilterCondition,
  type FilterValue,
} from '@firstring/domain/filters';

/**
 * Whether every value that meets one condition meets the other. "No" may only mean that it cannot be told. Both are about one attribute;
 * a value that is not there meets no comparison, and so every negated one.
 */
export function conditionImplies(a: FilterCondition, b: FilterCondition): boolean {
  if (a.attribute !== b.attribute) return false;
  if (isSame(a, b)) return true;
  // Outside of A lies within outside of B exactly when B lies within A.
  if (a.negated)
    return b.negated && a.operator !== 'is_null' && b.operator !== 'is_null' && plainImplies(b, a);
  return b.negated ? plainExcludes(a, b) : plainImplies(a, b);
}

/** Whether nothing can meet both. */
export function conditionExcludes(a: FilterCondition, b: FilterCondition): boolean {
  return conditionImplies(a, { ...b, negated: !b.negated });
}

/** Both as if they were not negated. */
function plainImplies(a: FilterCondition, b: FilterCondition): boolean {
  if (a.operator === 'is_null' || b.operator === 'is_null') return a.operator === b.operator;
  const plain = { ...b, negated: false };
  if (isSame({ ...a, negated: false }, plain)) return true;
  const values = valuesOf(a);
  if (values !== undefined) return values.every(compileCondition(plain));
  const [inner, outer] = [rangeOf(a), rangeOf(b)];
  return inner !== undefined && outer !== undefined && lies(inner, outer);
}

/** Whether no value meets both, as if neither were negated. */
function plainExcludes(a: FilterCondition, b: FilterCondition): boolean {
  if (a.operator === 'is_null' || b.operator === 'is_null') return a.operator !== b.operator;
  const [plainA, plainB] = [a, b].map((each) => compileCondition({ ...each, negated: false }));
  const [valuesA, valuesB] = [valuesOf(a), valuesOf(b)];
  if (valuesA !== undefined && plainB !== undefined) return !valuesA.some(plainB);
  if (valuesB !== undefined && plainA !== undefined) return !valuesB.some(plainA);
  const [one, other] = [rangeOf(a), rangeOf(b)];
  return one !== undefined && other !== undefined && (isApart(one, other) || isApart(other, one));
}

/** The values that meet it, where they can be counted. */
function valuesOf({ operator, values }: FilterCondition): readonly FilterValue[] | undefined {
  return operator === '=' || operator === 'in' ? values : undefined;
}

interface Edge {
  readonly value: FilterValue;
  /** The value itself is in. */
  readonly isIn: boolean;
}

/** Absent edges are open: no bound there. */
interface Range {
  readonly low?: Edge;
  readonly high?: Edge;
}

function rangeOf({ operator, values }: FilterCondition): Range | undefined {
  const [first, last] = values.map((value) => (typeof value === 'string' ? foldFilterText(value) : value));
  if (first === undefined) return undefined;
  switch (operator) {
    case '<':
      return { high: { value: first, isIn: false } };
    case '<=':
      return { high: { value: first, isIn: true } };
    case '>':
      return { low: { value: first, isIn: false } };
    case '>=':
      return { low: { value: first, isIn: true } };
    case 'between':
      return last === undefined
        ? undefined
        : { low: { value: first, isIn: true }, high: { value: last, isIn: true } };
    default:
      return undefined;
  }
}

/** Whether `inner` lies within `outer`. Ranges of different kinds of values never meet: nothing is said of them. */
function lies(inner: Range, outer: Range): boolean {
  const low = outer.low === undefined || (inner.low !== undefined && isAtLeast(inner.low, outer.low));
  const high = outer.high === undefined || (inner.high !== undefined && isAtMost(inner.high, outer.high));
  return low && high && sameKind(inner, outer);
}

function isAtLeast(edge: Edge, bound: Edge): boolean {
  return edge.value > bound.value || (edge.value === bound.value && (bound.isIn || !edge.isIn));
}

function isAtMost(edge: Edge, bound: Edge): boolean {
  return edge.value < bound.value || (edge.value === bound.value && (bound.isIn || !edge.isIn));
}

/** Whether the first ends before the second begins. */
function isApart({ high }: Range, { low }: Range): boolean {
  if (high === undefined || low === undefined || typeof high.value !== typeof low.value) return false;
  return high.value < low.value || (high.value === low.value && !(high.isIn && low.isIn));
}

function sameKind(a: Range, b: Range): boolean {
  const kinds = [a.low, a.high, b.low, b.high].flatMap((edge) =>
    edge === undefined ? [] : [typeof edge.value],
  );
  return new Set(kinds).size === 1;
}

function isSame(a: FilterCondition, b: FilterCondition): boolean {
  const key = ({ operator, negated, values }: FilterCondition) =>
    JSON.stringify([
      operator,
      negated,
      values.map((value) => (typeof value === 'string' ? foldFilterText(value) : value)),
    ]);
  return key(a) === key(b);
}

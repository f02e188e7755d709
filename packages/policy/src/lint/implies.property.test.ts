import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  matchesFilter,
  type FilterNode,
  type FilterOperator,
  type FilterValue,
} from '@firstring/domain/filters';
import fc from 'fast-check';
import { Implications } from './implies.ts';

const number = fc.integer({ min: 0, max: 4 });
const word = fc.constantFrom('a', 'B', 'bc', 'c');
const leaf: fc.Arbitrary<FilterNode> = fc
  .tuple(
    fc.constantFrom(...(['n', 't'] as const)),
    fc.constantFrom<FilterOperator>('=', '<', '<=', '>', '>=', 'in', 'between', 'is_null', 'like'),
    fc.boolean(),
  )
  .chain(([attribute, operator, negated]) => {
    const of: fc.Arbitrary<FilterValue> = attribute === 'n' ? number : word;
    const size = operator === 'between' ? 2 : operator === 'is_null' ? 0 : operator === 'in' ? 3 : 1;
    const values = fc.array(of, { minLength: size, maxLength: size });
    return values.map((drawn): FilterNode => ({
      type: 'condition',
      attribute,
      operator,
      negated,
      values: drawn,
    }));
  });
const tree: fc.Arbitrary<FilterNode> = fc.letrec<{ node: FilterNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 2 },
    leaf,
    fc
      .tuple(
        fc.constantFrom('all' as const, 'any' as const),
        fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
      )
      .map(([match, nodes]): FilterNode => ({ type: 'clause', match, nodes })),
  ),
})).node;

/** Every lead there can be, as far as the trees can tell leads apart. */
const NUMBERS = [undefined, -1, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5];
const WORDS = [undefined, '', 'a', 'aa', 'b', 'bb', 'bc', 'bd', 'c', 'd'];
const LEADS = NUMBERS.flatMap((n) => WORDS.map((t) => (attribute: string) => (attribute === 'n' ? n : t)));

describe('what filters say of each other', () => {
  it('a filter is said to be covered only when every lead that meets it meets the other', () => {
    let covered = 0;
    fc.assert(
      fc.property(tree, tree, (a, b) => {
        if (!new Implications().implies(a, b)) return;
        covered += 1;
        assert.ok(LEADS.every((lead) => !matchesFilter(a, lead) || matchesFilter(b, lead)));
      }),
      { numRuns: 200 },
    );
    assert.ok(covered > 0);
  });

  it('what one condition plainly covers is told', () => {
    const of = (operator: FilterOperator, values: FilterValue[], negated = false): FilterNode => {
      return { type: 'condition', attribute: 'n', operator, negated, values };
    };
    const covers: readonly (readonly [FilterNode, FilterNode])[] = [
      [of('=', [3]), of('<', [4])],
      [of('in', [1, 2]), of('between', [0, 2])],
      [of('<', [3]), of('<=', [3])],
      [of('between', [1, 2]), of('>', [0])],
      [of('>', [5]), of('=', [3], true)],
      [of('>', [5]), of('<', [5], true)],
      [of('<=', [5], true), of('<', [5], true)],
      [of('=', [0]), of('is_null', [], true)],
      [of('is_null', []), of('=', [3], true)],
    ];
    for (const [inner, outer] of covers) {
      assert.ok(new Implications().implies(inner, outer), JSON.stringify([inner, outer]));
      assert.ok(!new Implications().implies(outer, inner), JSON.stringify([outer, inner]));
    }
  });

  it('a filter is said to choose nobody only when it chooses nobody', () => {
    let empty = 0;
    fc.assert(
      fc.property(tree, (node) => {
        if (!new Implications().isEmpty(node)) return;
        empty += 1;
        assert.ok(!LEADS.some((lead) => matchesFilter(node, lead)));
      }),
      { numRuns: 200 },
    );
    assert.ok(empty > 0);
  });
});

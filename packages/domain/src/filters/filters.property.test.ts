import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { attributeCatalogue, OPERATORS_OF_TYPE, type FilterAttribute } from './attributes.ts';
import { checkFilter } from './check-filter.ts';
import { matchesFilter, type LeadFacts } from './evaluate-filter.ts';
import { normalizeFilter, type FilterClause, type FilterNode, type FilterValue } from './filter-tree.ts';
import { compileLike } from './like-pattern.ts';
import { parseCriteria } from './parse-criteria.ts';
import { printCriteria } from './print-filter.ts';

const catalogue = attributeCatalogue([
  { name: 'plan', label: 'Plan', type: 'text' },
  { name: 'score', label: 'Score', type: 'number' },
]);
const attributes = [...catalogue.values()];
const context = { catalogue, zone: 'America/New_York' };

const plainText = fc
  .string({ maxLength: 12, unit: 'grapheme' })
  .filter((text) => !/[\p{Cc}%_\\]/u.test(text) && text.isWellFormed());

function valueOf(attribute: FilterAttribute): fc.Arbitrary<FilterValue> {
  switch (attribute.type) {
    case 'number':
      return fc.oneof(fc.integer({ min: -999, max: 999 }), fc.constantFrom(0.5, 2.25, 1e-7, 123456789012));
    case 'time':
      return fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) });
    case 'choice':
      return fc.constantFrom(...(attribute.choices ?? ['']));
    case 'text':
      return plainText;
  }
}

const condition: fc.Arbitrary<FilterNode> = fc.constantFrom(...attributes).chain((attribute) =>
  fc.constantFrom(...OPERATORS_OF_TYPE[attribute.type]).chain((operator) => {
    const [minLength, maxLength] =
      operator === 'is_null' ? [0, 0] : operator === 'in' ? [1, 4] : operator === 'between' ? [2, 2] : [1, 1];
    const values = fc.array(valueOf(attribute), { minLength, maxLength });
    return fc.tuple(fc.boolean(), values).map(([negated, values]): FilterNode => {
      return { type: 'condition', attribute: attribute.name, operator, negated, values };
    });
  }),
);

const tree = fc.letrec<{ node: FilterNode; clause: FilterClause }>((tie) => ({
  node: fc.oneof({ depthSize: 'small', withCrossShrink: true }, condition, tie('clause')),
  clause: fc
    .tuple(fc.constantFrom('all', 'any'), fc.array(tie('node'), { minLength: 1, maxLength: 3 }))
    .map(([match, nodes]) => ({ type: 'clause', match, nodes })),
})).clause;

const facts: fc.Arbitrary<LeadFacts> = fc
  .record(
    Object.fromEntries(
      attributes.map((attribute) => [attribute.name, fc.option(valueOf(attribute), { nil: undefined })]),
    ),
  )
  .map((values) => (name) => values[name]);

describe('filter trees', () => {
  it('R-109 what is printed as SQL criteria reads back as the same tree', () => {
    fc.assert(
      fc.property(tree, (node) => {
        fc.pre(checkFilter(node, catalogue).length === 0);
        const parsed = parseCriteria(printCriteria(node, catalogue), context);
        assert.deepEqual(parsed, { type: 'parsed', tree: normalizeFilter(node) });
      }),
      { numRuns: 200 },
    );
  });

  it('R-109 NOT before criteria chooses exactly the leads that were left out', () => {
    fc.assert(
      fc.property(tree, facts, (node, lead) => {
        fc.pre(checkFilter(node, catalogue).length === 0);
        const negated = parseCriteria(`NOT (${printCriteria(node, catalogue)})`, context);
        assert.equal(negated.type, 'parsed');
        if (negated.type === 'parsed')
          assert.notEqual(matchesFilter(negated.tree, lead), matchesFilter(node, lead));
      }),
      { numRuns: 200 },
    );
  });

  it('R-110 a normalized tree chooses the same leads', () => {
    fc.assert(
      fc.property(tree, facts, (node, lead) => {
        assert.equal(matchesFilter(normalizeFilter(node), lead), matchesFilter(node, lead));
      }),
      { numRuns: 200 },
    );
  });

  it('LIKE agrees with a regular expression that says the same', () => {
    const letters = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', '%', '_') });
    fc.assert(
      fc.property(letters, fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b') }), (pattern, text) => {
        const expression = new RegExp(`^${pattern.replaceAll('%', '.*').replaceAll('_', '.')}$`);
        assert.equal(compileLike(pattern)(text), expression.test(text));
      }),
      { numRuns: 200 },
    );
  });

  it('no text makes the parser throw', () => {
    const pieces = fc.constantFrom(
      ..."attempts|=|<|3|AND|OR|NOT|(|)|IN|,|LIKE|'a%'|IS|NULL|BETWEEN|name|;|--|\"".split('|'),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (words) => {
        const parsed = parseCriteria(words.join(' '), context);
        if (parsed.type === 'refused') assert.ok(parsed.message.length > 0 && parsed.at >= 0);
      }),
      { numRuns: 200 },
    );
  });
});

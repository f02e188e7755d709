import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nearestNumbers } from './nearest-numbers.ts';

const OWN = '+12125550100';
const nearest = (numbers: readonly string[], phone: string): readonly string[] =>
  nearestNumbers(numbers, { phone, preferred: OWN });

test('the lead sees a number of its own area code first, then others of its country, none of another', () => {
  const numbers = [OWN, '+442071234567', '+13035550999', '+13039990000'];
  assert.deepEqual(nearest(numbers, '+13035550123'), ['+13035550999', '+13039990000', OWN]);
  assert.deepEqual(nearest(numbers, '+442079460000'), ['+442071234567']);
  assert.deepEqual(nearest(numbers, '+493012345678'), []);
  // Ireland and Portugal share two digits and no country.
  assert.deepEqual(nearest(['+351211234567', OWN], '+353871234567'), []);
});

test('of equally near ones the preferred comes first', () => {
  const numbers = ['+14155550100', OWN, '+16175550100'];
  assert.equal(nearest(numbers, '+19075550123')[0], OWN);
  assert.equal(nearest(numbers.toReversed(), '+19075550123')[0], OWN);
});

test('the same lead always sees the same number, however the list is ordered, and never its own', () => {
  const anyNumber = fc.stringMatching(/^\d{7}$/).map((rest) => `+1303${rest}`);
  fc.assert(
    fc.property(fc.uniqueArray(anyNumber, { minLength: 1, maxLength: 8 }), anyNumber, (own, phone) => {
      const ranked = nearest(own, phone);
      assert.deepEqual(nearest(own.toReversed(), phone), ranked);
      assert.deepEqual(ranked.toSorted(), own.filter((number) => number !== phone).toSorted());
    }),
    { numRuns: 200 },
  );
});

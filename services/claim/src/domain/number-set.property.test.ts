import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NumberSet } from './number-set.ts';

const few = fc.integer({ min: 0, max: 40 }).map((number) => 12_025_550_000 + number);
const any = fc.maxSafeNat().map((number) => number % 2 ** 50);
const step = fc.record({ what: fc.constantFrom('add', 'add', 'delete'), value: fc.oneof(few, any) });

test('R-138 a number set holds exactly what was added and not deleted, as a plain Set does', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), fc.array(any, { maxLength: 20 }), (steps, others) => {
      const compact = new NumberSet();
      const plain = new Set<number>();
      for (const { what, value } of steps) {
        if (what === 'add') {
          compact.add(value);
          plain.add(value);
        } else {
          compact.delete(value);
          plain.delete(value);
        }
        assert.equal(compact.size, plain.size);
      }
      for (const value of [...steps.map((each) => each.value), ...others]) {
        assert.equal(compact.has(value), plain.has(value), String(value));
      }
    }),
    { numRuns: 200 },
  );
});

test('a bucket that was filled and emptied many times still finds its numbers', () => {
  const set = new NumberSet();
  for (let round = 0; round < 3; round += 1) {
    for (let number = 0; number < 60_000; number += 1) set.add(number * 977);
    for (let number = 0; number < 60_000; number += 2) set.delete(number * 977);
    assert.equal(set.size, 30_000);
    for (let number = 0; number < 60_000; number += 1) assert.equal(set.has(number * 977), number % 2 === 1);
  }
});

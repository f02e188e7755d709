import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { covers, isPattern, patternsOf } from './blacklist.ts';

const phone = fc.stringMatching(/^\+[1-9]\d{6,14}$/);

test('R-141 the patterns looked up for a number are exactly the valid ones that cover it', () => {
  fc.assert(
    fc.property(phone, fc.integer({ min: 0, max: 16 }), (number, length) => {
      const pattern = `${number.slice(0, length)}*`;
      assert.equal(
        patternsOf(number).includes(pattern),
        isPattern(pattern) && covers(pattern, number),
        pattern,
      );
    }),
    { numRuns: 200 },
  );
});

test('R-141 what is no number and no beginning of one is no pattern', () => {
  for (const text of [
    '',
    '*',
    '+',
    '+1*',
    '+0123*',
    '12025550123',
    '+1202555012*3',
    '+12025550123456789',
    '+1 202*',
  ]) {
    assert.equal(isPattern(text), false, text);
  }
  for (const text of ['+12025550123', '+19*', '+1900*']) assert.equal(isPattern(text), true, text);
});

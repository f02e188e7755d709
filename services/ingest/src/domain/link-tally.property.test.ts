import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addOutcome, addTallies, EMPTY_TALLY, type LinkTally, type Outcome } from './link-tally.ts';

const outcomes = fc.array(
  fc.oneof(
    fc.record({
      type: fc.constant('stored' as const),
      created: fc.boolean(),
      ignored: fc.uniqueArray(fc.constantFrom('a', 'b', 'c')),
    }),
    fc.record({
      type: fc.constant('refused' as const),
      at: fc.nat(),
      reason: fc.constantFrom('X', 'Y'),
      field: fc.constantFrom('', 'f'),
    }),
  ),
  { maxLength: 60 },
);

const tally = (all: readonly Outcome[]): LinkTally => all.reduce(addOutcome, EMPTY_TALLY);

test('counting in two parts and adding them is counting at once', () => {
  fc.assert(
    fc.property(outcomes, outcomes, (one, two) => {
      assert.deepEqual(addTallies(tally(one), tally(two)), tally([...one, ...two]));
    }),
    { numRuns: 200 },
  );
});

test('I16 names and last refusals stay within their bounds, whatever comes', () => {
  const names = Array.from({ length: 150 }, (_, n) => `name-${n}`);
  const all: Outcome[] = names.map((name) => ({ type: 'stored', created: true, ignored: [name] }));
  const refused: Outcome[] = names.map((reason, at) => ({ type: 'refused', at, reason, field: '' }));
  const { accepted, ignored, lastRefusals } = tally([...all, ...refused]);
  assert.deepEqual(
    [accepted, ignored.size, lastRefusals.length, lastRefusals.at(-1)?.at],
    [150, 100, 20, 149],
  );
});

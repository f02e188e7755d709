import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { KeyedTurns } from './keyed-turns.ts';

const batches = fc.array(
  fc.record({
    keys: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }),
    fails: fc.boolean(),
  }),
  { maxLength: 12 },
);

test('whatever the interleaving: one at a time a key, in the order asked, nobody waits for ever, nothing is left behind', () =>
  fc.assert(
    fc.asyncProperty(fc.scheduler(), batches, async (scheduler, wanted) => {
      const turns = new KeyedTurns();
      const working = new Set<string>();
      const order = new Map<string, number[]>();
      const all = wanted.map(({ keys, fails }, at) =>
        turns
          .take(keys, async () => {
            for (const key of keys) {
              assert.equal(working.has(key), false);
              working.add(key);
              order.set(key, [...(order.get(key) ?? []), at]);
            }
            await scheduler.schedule(Promise.resolve());
            for (const key of keys) working.delete(key);
            if (fails) throw new Error('on purpose');
          })
          .catch(() => undefined),
      );
      await scheduler.waitIdle();
      await Promise.all(all);
      for (const places of order.values())
        assert.deepEqual(
          places,
          places.toSorted((a, b) => a - b),
        );
      assert.equal(turns.size, 0);
    }),
    { numRuns: 200 },
  ));

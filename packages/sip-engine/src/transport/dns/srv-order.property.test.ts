import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { systemRandom } from '@firstring/kernel/system';
import { srvOrder } from './srv-order.ts';

const record = fc.record({
  name: fc.constantFrom('a', 'b', 'c'),
  port: fc.integer({ min: 1, max: 65_535 }),
  priority: fc.integer({ min: 0, max: 3 }),
  weight: fc.integer({ min: 0, max: 65_535 }),
});

test('RFC 2782: every record once, priorities rising', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 12 }), (records) => {
      const order = srvOrder(records, systemRandom);
      assert.equal(new Set(order).size, records.length);
      assert.ok(records.every((it) => order.includes(it)));
      const priorities = order.map(({ priority }) => priority);
      assert.deepEqual(
        priorities,
        priorities.toSorted((a, b) => a - b),
      );
    }),
    { numRuns: 200 },
  );
});

test('RFC 2782: of one priority a record comes first as often as its weight says', () => {
  const records = [10, 30, 60].map((weight) => ({ name: `w${weight}`, port: 5060, priority: 1, weight }));
  const firsts = Array.from({ length: 5_000 }, () => srvOrder(records, systemRandom)[0]?.weight ?? 0);
  for (const weight of [10, 30, 60]) {
    const share = firsts.filter((it) => it === weight).length / firsts.length;
    assert.ok(Math.abs(share - weight / 100) < 0.04, `${weight}: ${share}`);
  }
});

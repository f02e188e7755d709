import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EventHeap } from './event-heap.ts';

test('events come by instant, those of one instant in the order in which they were asked for', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }), (instants) => {
      const heap = new EventHeap();
      const seen: [at: number, order: number][] = [];
      instants.forEach((at, order) => heap.push(at, () => seen.push([at, order])));
      while (heap.nextAt < Infinity) heap.pop()?.();
      const expected = instants
        .map((at, order) => [at, order] as const)
        .toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
      assert.deepEqual(seen, expected);
    }),
  );
});

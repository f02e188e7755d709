import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LeadColumns } from './lead-columns.ts';

test('a column is in the order’s image, or follows from those that are: none is forgotten', () => {
  const columns = new LeadColumns(1);
  // Where a lead stands: when it is due, its group, its places in two heaps, and the chains it is found by.
  const derived = ['due', 'group', 'heapPlace', 'timerPlace', 'nextOfId', 'nextOfGuard', 'nextEntry'];
  const saved = Object.entries(columns.saved()).map(([name, column]) => {
    return (name === 'idWords' ? 4 : 1) * column.BYTES_PER_ELEMENT;
  });
  const savedBytes = saved.reduce((sum, bytes) => sum + bytes, 0);
  assert.equal(columns.slotBytes, savedBytes + derived.length * Uint32Array.BYTES_PER_ELEMENT);
});

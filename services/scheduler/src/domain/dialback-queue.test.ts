import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DialbackQueue, type DialbackEntry } from './dialback-queue.ts';

function entry(dialbackId: string, overrides: Partial<DialbackEntry> = {}): DialbackEntry {
  return {
    dialbackId,
    processId: 'process-1',
    campaignId: 'campaign-1',
    leadId: `lead-of-${dialbackId}`,
    phone: '+12125550100',
    isQueued: true,
    orderAt: 0,
    notBeforeAt: 0,
    expiresAt: 1000,
    cause: 'no_agent',
    version: 1,
    ...overrides,
  };
}

const anybody = (): boolean => true;

test('R-54 the caller who was missed first is called back first', () => {
  const queue = new DialbackQueue();
  queue.upsert(entry('b', { orderAt: 20 }));
  queue.upsert(entry('a', { orderAt: 10 }));
  queue.upsert(entry('c', { orderAt: 10 }));
  assert.equal(queue.best(anybody, 100)?.dialbackId, 'a');
  assert.equal(queue.best(({ dialbackId }) => dialbackId !== 'a', 100)?.dialbackId, 'c');
  assert.equal(queue.count(anybody, 100), 3);
});

test('R-61 entries that are too early, over, in hand or without a lead are not offered', () => {
  const queue = new DialbackQueue();
  queue.upsert(entry('early', { notBeforeAt: 200 }));
  queue.upsert(entry('over', { expiresAt: 100 }));
  queue.upsert(entry('in-hand', { isQueued: false }));
  queue.upsert(entry('unknown', { leadId: '' }));
  assert.equal(queue.best(anybody, 100), undefined);
  assert.equal(queue.nextDueAt(100), 200);
  assert.equal(queue.best(anybody, 200)?.dialbackId, 'early');
  assert.equal(queue.nextDueAt(200), Infinity);
});

test('R-63 only a newer version changes an entry', () => {
  const queue = new DialbackQueue();
  queue.upsert(entry('a', { version: 2, isQueued: false }));
  assert.equal(queue.upsert(entry('a', { version: 1 })), false);
  assert.equal(queue.best(anybody, 100), undefined);
  queue.remove('a');
  assert.equal(queue.nextDueAt(0), Infinity);
});

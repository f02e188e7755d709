import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RETRY_AFTER_MS, stepRemoval, type RemovalDelivery } from './removal-delivery.ts';

const NOW = Date.UTC(2026, 10, 22);
const FRESH: RemovalDelivery = {
  processId: 'p',
  targetId: 't',
  leadId: 'l',
  state: 'pending',
  attempts: 0,
  createdAt: NOW,
  dueAt: NOW,
  body: '{}',
};
const refused = { type: 'answered', status: 500 } as const;

test('R-136 a message that was taken is delivered, and its content is gone', () => {
  const done = stepRemoval(FRESH, { type: 'answered', status: 204 }, 0, NOW);
  assert.deepEqual(
    [done.state, done.attempts, done.body, done.dueAt],
    ['delivered', 1, undefined, undefined],
  );
  assert.equal(stepRemoval(done, refused, 0, NOW), done, 'delivered stays delivered');
});

test('R-136 a message that is not taken is tried ten times with growing pauses, then failed', () => {
  let delivery = FRESH;
  for (const pauseMs of RETRY_AFTER_MS) {
    const before = delivery;
    delivery = stepRemoval(before, refused, 1, NOW);
    assert.equal(delivery.dueAt, NOW + pauseMs * 1.2);
    assert.equal(delivery.lastProblem, 'http_500');
  }
  delivery = stepRemoval(delivery, { type: 'not-sent', problem: 'timeout' }, 0, NOW);
  assert.deepEqual([delivery.state, delivery.attempts, delivery.lastProblem], ['failed', 10, 'timeout']);
  assert.equal(delivery.dueAt, undefined);
  assert.ok(delivery.body !== undefined && delivery.forgetAt !== undefined);
});

test('R-136 an address that says it is gone is not asked again by itself; a person may', () => {
  const failed = stepRemoval(FRESH, { type: 'answered', status: 410 }, 0, NOW);
  assert.equal(failed.state, 'failed');
  const again = stepRemoval(failed, { type: 'retry' }, 0, NOW + 1);
  assert.deepEqual(
    [again.state, again.attempts, again.dueAt, again.forgetAt],
    ['pending', 0, NOW + 1, undefined],
  );
});

test('I15 the content of a failed message is forgotten, and then it cannot be sent again', () => {
  const failed = stepRemoval(FRESH, { type: 'answered', status: 410 }, 0, NOW);
  const forgotten = stepRemoval(failed, { type: 'forget' }, 0, NOW);
  assert.deepEqual([forgotten.state, forgotten.body, forgotten.forgetAt], ['failed', undefined, undefined]);
  assert.equal(stepRemoval(forgotten, { type: 'retry' }, 0, NOW), forgotten);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedClock } from '@firstring/kernel/testing';
import { OrderIndex } from '../domain/order/order-index.ts';
import { DialbackQueue } from '../domain/dialback-queue.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';
import { watchClock } from './watch-clock.ts';

const HOURS_MS = 6 * 3_600_000;

test('F37 a clock that was hours ahead is set back: what was put off meanwhile is looked at anew, once, and a second is no step', () => {
  const clock = new SimulatedClock();
  const steps: number[] = [];
  const order = new OrderIndex({ leadsMax: 10 });
  const deferred = { dialbackId: 'd1', processId: 'p', campaignId: 'c', leadId: 'l', phone: '+12025550123' };
  const times = { orderAt: 0, notBeforeAt: 0, expiresAt: Infinity, cause: 'no_agent', version: 1 };
  const dialbacks = new DialbackQueue();
  dialbacks.upsert({ ...deferred, ...times, isQueued: true });
  const deps = {
    clock,
    events: { clockSetBack: ({ byMs }: { byMs: number }) => steps.push(byMs) },
    agents: { all: () => [] },
    callers: { lines: () => [] },
    orders: { all: () => [{ processId: 'p', order, dialbacks }], changed: () => {} },
  } as unknown as SchedulerDeps; // nothing else is asked
  using watching = watchClock(deps);
  clock.stepWall(HOURS_MS);
  clock.advance(1000);
  dialbacks.defer('d1', clock.now() + 10_000);
  clock.stepWall(-1000);
  clock.advance(1000);
  assert.deepEqual(steps, [], 'forward, and a second back');
  clock.stepWall(-HOURS_MS);
  clock.advance(3000);
  assert.deepEqual(steps, [HOURS_MS + 1000]);
  assert.equal(dialbacks.best(() => true, clock.now())?.dialbackId, 'd1');
  void watching;
});

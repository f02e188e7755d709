import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eraseLead, isForgettable } from './erasure.ts';
import { newGuard, reserveAttempt, type Guard } from './guard.ts';
import { acquireLock } from './lock.ts';

const NOW = Date.UTC(2026, 10, 22);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function erased(guard: Guard): Guard {
  const next = eraseLead(guard, 'lead-1', NOW).guard;
  assert.ok(next);
  return next;
}

const CLAIM = { agentId: 'agent', reason: 'asked', at: 0, actorId: 'agent' } as const;

test('A-12 a guard that only the erased lead used is forgotten when its attempts are a day old', () => {
  const attempt = { attemptId: 'a', leadId: 'lead-1', at: NOW - HOUR_MS };
  const used = { ...reserveAttempt(newGuard('p', '+12025550123'), attempt), claims: { 'lead-1': CLAIM } };
  const guard = erased(used);
  assert.deepEqual([guard.claims, guard.totals], [{}, {}]);
  assert.equal(guard.sweepAt, NOW - HOUR_MS + DAY_MS, 'the sweeper comes by itself');
  assert.equal(isForgettable(guard, NOW), false, 'the number’s attempts of the day still count');
  assert.equal(isForgettable(guard, NOW - HOUR_MS + DAY_MS), true);
});

test('A-12 a guard that another lead uses stays', () => {
  const guard = erased({ ...newGuard('p', '+12025550123'), totals: { 'lead-1': 2, 'lead-2': 1 } });
  assert.deepEqual(guard.totals, { 'lead-2': 1 });
  assert.equal(isForgettable(guard, NOW + DAY_MS), false);
});

test('A-12 a lead that takes the number before it is forgotten keeps the guard, and tokens never begin again', () => {
  const guard = erased({ ...newGuard('p', '+12025550123'), token: '7' });
  const ask = {
    requestId: 'r',
    leadId: 'lead-2',
    agentId: 'a',
    ownerEpoch: 1n,
    leaseMs: 1000,
    exclusion: undefined,
  };
  const taken = acquireLock(guard, ask, NOW);
  assert.equal(taken.guard?.forgetAt, undefined);
  assert.equal(taken.answer.type === 'granted' && taken.answer.token, '8');
  const fresh = acquireLock(newGuard('p', '+12025550123'), ask, NOW + 0.5).answer;
  const token = fresh.type === 'granted' ? fresh.token : '';
  assert.equal(token, String(NOW), 'above every token of a guard that was forgotten');
});

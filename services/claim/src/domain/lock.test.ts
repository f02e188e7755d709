import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newGuard } from './guard.ts';
import { acquireLock, expireLock } from './lock.ts';

const LEASE_MS = 3000;

function ask(agentId: string) {
  return {
    requestId: `of ${agentId}`,
    leadId: 'lead',
    agentId,
    ownerEpoch: 1n,
    leaseMs: LEASE_MS,
    exclusion: undefined,
  };
}

test('R-73 a lock that ran out unseen ends under its own token when the next one begins', () => {
  const first = acquireLock(newGuard('p', '+12025550123'), ask('ann'), 0);
  assert.ok(first.guard);
  const second = acquireLock(first.guard, ask('bob'), LEASE_MS);
  assert.deepEqual(
    second.events.map((event) => [event.type, 'token' in event ? event.token : second.guard?.token]),
    [
      ['lock-expired', '1'],
      ['lock-acquired', '2'],
    ],
  );
});

test('R-73 the sweep ends a lock under its token', () => {
  const { guard } = acquireLock(newGuard('p', '+12025550123'), ask('ann'), 0);
  assert.ok(guard);
  assert.deepEqual(expireLock(guard, LEASE_MS - 1).events, []);
  assert.deepEqual(expireLock(guard, LEASE_MS).events, [
    { type: 'lock-expired', leadId: 'lead', agentId: 'ann', token: '1' },
  ]);
});

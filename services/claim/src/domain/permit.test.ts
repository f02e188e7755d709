import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cadencePolicy } from '@firstring/domain';
import { newGuard, type Guard } from './guard.ts';
import { acquireLock } from './lock.ts';
import { authorizeDial, settlePermit } from './permit.ts';

const NOW_AT = Date.UTC(2026, 5, 3, 15, 0);
const LEAD = 'lead-1';

function authorize(guard: Guard, permitId: string) {
  const command = {
    requestId: 'the press',
    permitId,
    attemptId: 'attempt-1',
    leadId: LEAD,
    agentId: 'ann',
    token: BigInt(guard.token),
    facts: {
      cadence: {
        optInAt: NOW_AT - 60_000,
        timeZone: 'America/New_York',
        cadenceAttempts: 0,
        totalAttempts: 0,
        dayAttempts: 0,
        lastAttemptDay: '',
        dialState: 'open',
      },
      policy: cadencePolicy({ maxAttempts: 5 }),
      candidateZones: ['America/New_York'],
      window: { startMinute: 0, endMinute: 1440 },
      numberAttemptsPerDayMax: 4,
    },
    exclusion: undefined,
    marks: [],
    dialback: false,
  } as const;
  return authorizeDial(guard, command, NOW_AT);
}

test('a request that comes again when its permit is settled gets no second one', () => {
  const locked = acquireLock(
    newGuard('p', '+12025550123'),
    { requestId: 'a', leadId: LEAD, agentId: 'ann', ownerEpoch: 1n, leaseMs: 60_000, exclusion: undefined },
    NOW_AT,
  );
  assert.ok(locked.guard);
  const first = authorize(locked.guard, 'permit-1');
  assert.equal(first.answer.type, 'permitted');
  assert.ok(first.guard);
  const settled = settlePermit(first.guard, { permitId: 'permit-1', outcome: 'counted' });
  assert.ok(settled.guard);
  const again = authorize(settled.guard, 'permit-2');
  assert.deepEqual(again.answer, {
    type: 'refused',
    reasons: [{ reason: 'PERMIT_EXPIRED', clearsAt: undefined }],
  });
  assert.equal(again.guard, undefined);
});

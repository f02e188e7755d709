import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cadencePolicy } from '@firstring/domain';
import { newGuard, type Guard } from './guard.ts';
import { acquireLock } from './lock.ts';
import { authorizeDial, redeemPermit, settlePermit } from './permit.ts';

const NOW_AT = Date.UTC(2026, 5, 3, 15, 0);
const LEAD = 'lead-1';

function authorize(guard: Guard, permitId: string, endMinute = 1440) {
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
      window: { startMinute: 0, endMinute },
      numberAttemptsPerDayMax: 4,
    },
    exclusion: undefined,
    marks: [],
    dialback: false,
  } as const;
  return authorizeDial(guard, command, NOW_AT);
}

function locked(): Guard {
  const command = { requestId: 'a', leadId: LEAD, agentId: 'ann', ownerEpoch: 1n, leaseMs: 600_000 };
  const { guard } = acquireLock(newGuard('p', '+12025550123'), { ...command, exclusion: undefined }, NOW_AT);
  assert.ok(guard);
  return guard;
}

test('I7 a permit of the last minute of the calling window is not redeemed after it, nor two seconds before', () => {
  // Eleven in the morning in New York; the window ends a minute later.
  const { guard } = authorize(locked(), 'permit-1', 11 * 60 + 1);
  assert.ok(guard);
  const redeem = (afterMs: number) => {
    const command = { requestId: 'r', permitId: 'permit-1', leadId: LEAD, token: BigInt(guard.token) };
    return redeemPermit(guard, { ...command, exclusion: undefined }, NOW_AT + afterMs).answer;
  };
  assert.deepEqual(redeem(57_999), { type: 'allowed' });
  assert.deepEqual(redeem(58_000), { type: 'refused', reason: 'CALLING_WINDOW_CLOSED' });
  assert.deepEqual(redeem(61_000), { type: 'refused', reason: 'CALLING_WINDOW_CLOSED' });
});

test('a request that comes again when its permit is settled gets no second one', () => {
  const first = authorize(locked(), 'permit-1');
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

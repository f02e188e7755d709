import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newGuard, type Guard } from './guard.ts';
import { acquireLock } from './lock.ts';
import { expirePermit, PERMIT_TTL_MS, redeemPermit, settlePermit, withdrawPermit } from './permit.ts';
import type { Step } from './step.ts';
import { authorizeTest, TEST_CALLS_AN_HOUR, type AuthorizeTest } from './test-call.ts';

const NOW_AT = Date.UTC(2026, 5, 3, 3, 0);
const HOUR_MS = 3_600_000;
const GUARD = newGuard('process-1', '+12025550123');

function ask(requestId: string, more: Partial<AuthorizeTest> = {}): AuthorizeTest {
  const ids = { requestId, permitId: `permit-${requestId}`, attemptId: `test-${requestId}` };
  return { ...ids, exclusion: undefined, isListed: true, ...more };
}

function after<Answer>(guard: Guard, step: Step<Answer>): Guard {
  return step.guard ?? guard;
}

function reasonsOf(guard: Guard, command: AuthorizeTest, nowAt = NOW_AT): string[] {
  const { answer } = authorizeTest(guard, command, nowAt);
  return answer.type === 'refused' ? answer.reasons.map(({ reason }) => reason) : [];
}

const redeem = { leadId: '', token: 0n, exclusion: undefined };

const CLAIM = { agentId: 'agent-a', reason: 'asked', at: 0, actorId: 'agent-a' } as const;

test('a listed number gets one permit, at any hour, and nobody is told of it as of a lead', () => {
  const step = authorizeTest(GUARD, ask('r1'), NOW_AT);
  assert.equal(step.answer.type, 'permitted');
  assert.deepEqual(step.events, []);
  const guard = after(GUARD, step);
  assert.deepEqual(authorizeTest(guard, ask('r1'), NOW_AT + 1).answer, step.answer, 'the same request');
  assert.deepEqual(reasonsOf(guard, ask('r2')), ['ATTEMPT_OUTSTANDING']);
  const command = { ...redeem, requestId: 'x1', permitId: 'permit-r1', isListed: true };
  const redeemed = redeemPermit(guard, command, NOW_AT + 1);
  assert.deepEqual([redeemed.answer, redeemed.events], [{ type: 'allowed' }, []]);
  const used = { ...command, requestId: 'x2', previousRequestId: 'x1' };
  assert.deepEqual(redeemPermit(after(guard, redeemed), used, NOW_AT + 2).answer, {
    type: 'refused',
    reason: 'PERMIT_USED',
  });
});

test('every reason against a test call is told at once', () => {
  const exclusion = { reason: 'NUMBER_EXCLUDED', clearsAt: undefined } as const;
  assert.deepEqual(reasonsOf(GUARD, ask('r1', { isListed: false, exclusion })), [
    'TEST_NUMBER_NOT_LISTED',
    'NUMBER_EXCLUDED',
  ]);
});

test('a number that a lead has is no test number: locked, owned, or called', () => {
  const locked = after(
    GUARD,
    acquireLock(
      GUARD,
      {
        requestId: 'l1',
        leadId: 'lead-1',
        agentId: 'a',
        ownerEpoch: 1n,
        leaseMs: 1000,
        exclusion: undefined,
      },
      NOW_AT,
    ),
  );
  const called = { ...GUARD, totals: { 'lead-1': 1 } };
  for (const guard of [locked, called, { ...GUARD, claims: { 'lead-1': CLAIM } }]) {
    assert.deepEqual(reasonsOf(guard, ask('r1')), ['TEST_NUMBER_IS_A_LEADS']);
  }
});

test('taken off the list between gate and INVITE: not redeemed, and a lead waits for the test', () => {
  const guard = after(GUARD, authorizeTest(GUARD, ask('r1'), NOW_AT));
  const command = { ...redeem, requestId: 'x1', permitId: 'permit-r1', isListed: false };
  const { answer } = redeemPermit(guard, command, NOW_AT);
  assert.deepEqual(answer, { type: 'refused', reason: 'TEST_NUMBER_NOT_LISTED' });
  const lock = { leadId: 'lead-1', agentId: 'a', ownerEpoch: 1n, leaseMs: 1000, exclusion: undefined };
  const locked = acquireLock(guard, { requestId: 'l1', ...lock }, NOW_AT);
  assert.deepEqual(locked.answer, { type: 'refused', reason: 'ATTEMPT_OUTSTANDING' });
  assert.equal(after(guard, withdrawPermit(guard, NOW_AT)).permit, undefined);
});

test('twelve an hour whether they rang or not; the thirteenth is told when it may be', () => {
  let guard: Guard = GUARD;
  for (let call = 0; call < TEST_CALLS_AN_HOUR; call += 1) {
    guard = after(guard, authorizeTest(guard, ask(`r${call}`), NOW_AT + call));
    guard = after(guard, settlePermit(guard, { permitId: `permit-r${call}`, outcome: 'not-rung' }));
  }
  const { answer } = authorizeTest(guard, ask('one-more'), NOW_AT + 100);
  assert.deepEqual(answer, {
    type: 'refused',
    reasons: [{ reason: 'TEST_CALLS_TOO_MANY', clearsAt: NOW_AT + HOUR_MS }],
  });
  assert.deepEqual(reasonsOf(guard, ask('one-more'), NOW_AT + HOUR_MS), []);
  assert.deepEqual(reasonsOf(guard, ask('r3'), NOW_AT + HOUR_MS), ['PERMIT_USED'], 'an old request');
});

test('a test whose end nobody told is over by itself', () => {
  const issued = after(GUARD, authorizeTest(GUARD, ask('r1'), NOW_AT));
  const command = { ...redeem, requestId: 'x1', permitId: 'permit-r1', isListed: true };
  const guard = after(issued, redeemPermit(issued, command, NOW_AT + 5000));
  const overAt = NOW_AT + 5000 + PERMIT_TTL_MS;
  assert.equal(guard.sweepAt, overAt);
  assert.equal(expirePermit(guard, overAt - 1).guard, undefined);
  assert.equal(after(guard, expirePermit(guard, overAt)).permit, undefined);
});

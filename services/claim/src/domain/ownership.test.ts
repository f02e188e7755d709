import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forceRelease } from './force-release.ts';
import { newGuard, type Guard } from './guard.ts';
import { acquireLock, releaseLock } from './lock.ts';
import {
  CLAIMS_A_STEP_MAX,
  claimLead,
  endCallback,
  reassignClaim,
  releaseAgent,
  releaseClaim,
  releaseRunOut,
  type ClaimLead,
} from './ownership.ts';

const DAY_MS = 86_400_000;
const ASK: ClaimLead = {
  requestId: 'ask',
  leadId: 'lead',
  agentId: 'ann',
  token: 1n,
  reason: 'asked',
  dueAt: undefined,
  releaseAfterMs: 0,
};
const CALLBACK: ClaimLead = {
  ...ASK,
  requestId: 'callback',
  reason: 'callback',
  dueAt: 5000,
  releaseAfterMs: DAY_MS,
};

function locked(leadId = 'lead', guard = newGuard('p', '+12025550123')): Guard {
  const ask = { leadId, agentId: 'ann', ownerEpoch: 1n, leaseMs: 60_000, exclusion: undefined };
  const step = acquireLock(guard, { ...ask, requestId: `lock ${leadId}` }, 0);
  assert.ok(step.guard);
  return step.guard;
}

function claimed(command: ClaimLead, guard = locked()): Guard {
  const step = claimLead(guard, command, 10);
  assert.equal(step.answer.type, 'claimed');
  return step.guard ?? guard;
}

test('R-77 A-25 a claim says why, by whom and since when; asking again for what is one’s own changes nothing', () => {
  const guard = claimed(ASK);
  assert.deepEqual(guard.claims['lead'], { agentId: 'ann', reason: 'asked', at: 10, actorId: 'ann' });
  assert.equal(claimLead(guard, { ...ASK, requestId: 'again' }, 20).guard, undefined);
});

test('R-76 a callback makes an own claim one with a time, and since when stays', () => {
  const guard = claimed(CALLBACK, claimed(ASK));
  assert.deepEqual(guard.claims['lead'], {
    agentId: 'ann',
    reason: 'callback',
    at: 10,
    actorId: 'ann',
    dueAt: 5000,
    releaseAt: 5000 + DAY_MS,
  });
  assert.deepEqual(guard.claimed, { agentIds: ['ann'], at: 10, dueAt: 5000 });
});

test('grpc/22 grpc/23 the same request is the same claim, also after the lock has ended; with another body it is refused', () => {
  const released = releaseLock(claimed(ASK), { leadId: 'lead', token: 1n, leadVersion: '1' }).guard;
  assert.ok(released);
  assert.deepEqual(claimLead(released, ASK, 99).answer, { type: 'claimed', agentId: 'ann' });
  assert.deepEqual(claimLead(released, { ...ASK, leadId: 'other' }, 99).answer, {
    type: 'refused',
    reason: 'REQUEST_ID_REUSED',
  });
});

test('A-25 without an agreed time a claim ends so long after it began', () => {
  const guard = claimed({ ...ASK, releaseAfterMs: DAY_MS });
  assert.equal(guard.sweepAt, 60_000, 'the lock comes first');
  assert.equal(releaseRunOut(guard, 10 + DAY_MS - 1).answer, 0);
  const step = releaseRunOut(guard, 10 + DAY_MS);
  assert.deepEqual(step.events, [{ type: 'claim-released', leadId: 'lead', agentId: 'ann', actorId: '' }]);
  assert.equal(step.guard?.claimed, undefined);
});

test('a callback that was called is due no more, and still ends when it would have', () => {
  const step = endCallback(claimed(CALLBACK), { leadId: 'lead', agentId: 'ann', token: 1n }, 20);
  assert.equal(step.guard?.claims['lead']?.dueAt, undefined);
  assert.equal(step.guard?.claims['lead']?.releaseAt, 5000 + DAY_MS);
  assert.equal(step.guard?.claimed?.dueAt, undefined);
});

test('R-74 an owner releases their own, a supervisor anybody’s', () => {
  const guard = claimed(ASK);
  const release = { leadId: 'lead', actorId: 'bob', agentId: 'bob' };
  assert.deepEqual(releaseClaim(guard, release).answer, { type: 'refused', reason: 'CLAIMED_BY_OTHER' });
  assert.deepEqual(releaseClaim(guard, { ...release, agentId: '' }).guard?.claims, {});
});

test('R-74 a supervisor reassigns a claim with its reason and time, but not from under somebody who works on it', () => {
  const guard = claimed(CALLBACK);
  const give = { leadId: 'lead', fromAgentId: 'ann', agentId: 'bob', actorId: 'sue' };
  assert.deepEqual(reassignClaim(guard, give, 20).answer, { type: 'refused', reason: 'LOCKED_BY_OTHER' });
  const free = releaseLock(guard, { leadId: 'lead', token: 1n, leadVersion: '1' }).guard;
  assert.ok(free);
  const step = reassignClaim(free, give, 30);
  const dueAt = 5000;
  const times = { dueAt, releaseAt: dueAt + DAY_MS };
  assert.deepEqual(step.guard?.claims['lead'], {
    agentId: 'bob',
    reason: 'callback',
    at: 30,
    actorId: 'sue',
    ...times,
  });
  assert.deepEqual(step.events, [
    { type: 'lead-claimed', leadId: 'lead', agentId: 'bob', actorId: 'sue', reason: 'callback', dueAt },
  ]);
  assert.equal(reassignClaim(free, { ...give, fromAgentId: 'cat' }, 30).answer.type, 'refused');
});

test('A-25 a leaver’s claims of one number end a bounded piece at a time', () => {
  const owned = Array.from({ length: 40 }, (_, at) => [`lead-${at}`, claimed(ASK).claims['lead']]);
  const guard: Guard = { ...newGuard('p', '+12025550123'), claims: Object.fromEntries(owned) };
  const first = releaseAgent(guard, { agentId: 'ann', actorId: 'sue' });
  assert.equal(first.answer, CLAIMS_A_STEP_MAX);
  assert.equal(first.events.length, CLAIMS_A_STEP_MAX);
  assert.ok(first.guard);
  assert.equal(releaseAgent(first.guard, { agentId: 'ann', actorId: 'sue' }).answer, 8);
});

test('a lead is taken away at once, in a call only when that is asked for, and the same request is the same answer', () => {
  const force = { requestId: 'force', leadId: 'lead', actorId: 'sue', duringCall: false };
  const permit = {
    permitId: 'permit',
    attemptId: 'attempt',
    leadId: 'lead',
    marks: [],
    issuedAt: 0,
    expiresAt: 90_000,
  };
  const inCall: Guard = { ...locked(), permit: { ...permit, state: 'ringing' } };
  assert.deepEqual(forceRelease(inCall, force, 20).answer, { type: 'refused', reason: 'LEAD_IN_CALL' });
  const step = forceRelease(inCall, { ...force, duringCall: true }, 20);
  assert.equal(step.guard?.lock, undefined);
  assert.equal(step.guard?.permit?.state, 'ringing', 'only sip says how a call ended');
  assert.deepEqual(step.events.at(-1), {
    type: 'lock-released',
    leadId: 'lead',
    agentId: 'ann',
    leadVersion: '0',
    forcedBy: 'sue',
  });
  assert.deepEqual(step.guard && forceRelease(step.guard, force, 30).answer, {
    type: 'released',
    agentId: 'ann',
  });
  const dialling = forceRelease({ ...locked(), permit: { ...permit, state: 'issued' } }, force, 20);
  assert.equal(dialling.guard?.permit, undefined, 'a permit nobody redeemed goes with the lock');
});

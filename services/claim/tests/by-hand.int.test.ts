import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BlacklistDirection } from '@firstring/contracts/claim/blacklist_service';
import { PermitKind } from '@firstring/contracts/claim/claim_service';
import type { CustomerFacts } from '@firstring/contracts/leads/lead_service';
import { ExclusionKind } from '@firstring/contracts/claim/exclusion_service';
import { systemClock } from '@firstring/kernel/system';
import { authorizeRequest, key, PHONE, PROCESS, requestId, startClaim } from './_harness.ts';

type Harness = Awaited<ReturnType<typeof startClaim>>;

const NUMBER = key('');

async function acquire({ claim }: Harness, of = NUMBER, agentId = 'agent-a') {
  const { result } = await claim.acquireLock({
    requestId: requestId(),
    key: of,
    agentId,
    ownerEpoch: 1n,
    leaseMs: 60_000n,
    byHand: true,
  });
  return result?.$case === 'granted'
    ? { token: result.value.fencingToken, reason: '' }
    : { token: 0n, reason: result?.value.reason ?? '' };
}

async function authorize(
  { claim }: Harness,
  fencingToken: bigint,
  change: {
    of?: typeof NUMBER;
    overrideReason?: string;
    others?: CustomerFacts[];
    window?: [number, number];
  } = {},
) {
  const { of = NUMBER, overrideReason = '', others = [], ...options } = change;
  const request = authorizeRequest(fencingToken, options);
  const facts = request.facts && { ...request.facts, others };
  return claim.authorizeDial({ ...request, facts, key: of, byHand: true, overrideReason });
}

function redeem({ claim }: Harness, permit: NonNullable<Awaited<ReturnType<typeof authorize>>['permit']>) {
  return claim.redeemPermit({ requestId: requestId(), permit, sipTime: new Date(systemClock.now()) });
}

function reasons(answer: { reasons: { reason: string }[] }): string[] {
  return answer.reasons.map(({ reason }) => reason);
}

function exclude({ exclusions }: Harness, entry: object = { phone: PHONE }) {
  return exclusions.createExclusion({
    requestId: requestId(),
    exclusion: { processId: PROCESS, cause: 'asked_by_person', createdBy: 'sue', ...entry },
  });
}

test('R-133 a number without a lead is locked, gated, counted and settled as a lead’s is', async () => {
  await using harness = await startClaim();
  const { token } = await acquire(harness);
  assert.equal((await acquire(harness, key('lead-1'), 'agent-b')).reason, 'LOCKED_BY_OTHER');
  const closed = await authorize(harness, token, { window: [0, 0] });
  assert.deepEqual(reasons(closed), ['CALLING_WINDOW_CLOSED']);
  const { permit } = await authorize(harness, token);
  assert.ok(permit);
  assert.deepEqual([permit.kind, permit.leadId], [PermitKind.PERMIT_KIND_NUMBER, '']);
  assert.equal((await redeem(harness, permit)).allowed, true);
  const settled = { key: NUMBER, permitId: permit.permitId, outcome: 'ATTEMPT_OUTCOME_COUNTED' as const };
  await harness.claim.settlePermit({ requestId: requestId(), ...settled });
  const guard = await harness.claim.getGuard({ processId: PROCESS, phone: PHONE });
  assert.deepEqual([guard.attempts24h, guard.attemptsTotal], [1, 0]);
});

test('R-133 an attempt by hand whose phone did not ring gives its place back', async () => {
  await using harness = await startClaim();
  const { token } = await acquire(harness);
  const { permit } = await authorize(harness, token);
  assert.ok(permit);
  const settled = { permitId: permit.permitId, outcome: 'ATTEMPT_OUTCOME_NOT_RUNG' as const };
  await harness.claim.settlePermit({ requestId: requestId(), key: NUMBER, ...settled });
  assert.equal((await harness.claim.getGuard({ processId: PROCESS, phone: PHONE })).attempts24h, 0);
});

test('R-74 leaving out the lead does not walk around a claim', async () => {
  await using harness = await startClaim();
  const { token } = await acquire(harness, key('lead-1'), 'agent-b');
  const held = { key: key('lead-1'), fencingToken: token };
  await harness.claim.claimLead({ requestId: requestId(), ...held, agentId: 'agent-b' });
  await harness.claim.releaseLock({ requestId: requestId(), ...held, leadVersion: 1n });
  assert.equal((await acquire(harness)).reason, 'CLAIMED_BY_OTHER');
  assert.equal((await acquire(harness, NUMBER, 'agent-b')).reason, '');
});

test('R-140 a lead on the do-not-call list can be opened by hand and not dialled, with its lead or without', async () => {
  await using harness = await startClaim();
  await exclude(harness);
  const opened = await acquire(harness, key('lead-1'));
  assert.equal(opened.reason, '');
  assert.deepEqual(reasons(await authorize(harness, opened.token, { of: key('lead-1') })), [
    'NUMBER_EXCLUDED',
  ]);
});

test('R-140 without its lead a number is held against the entries of everybody whose number it is', async () => {
  await using harness = await startClaim();
  await exclude(harness, { kind: ExclusionKind.EXCLUSION_KIND_CUSTOMER, customerId: 'K-7' });
  const { token } = await acquire(harness);
  const others = [{ customerId: 'K-7', attributes: {} }];
  assert.deepEqual(reasons(await authorize(harness, token, { others })), ['CUSTOMER_EXCLUDED']);
});

test('R-140 an override dials once, signed with its reason, through the last look too; calling hours hold', async () => {
  await using harness = await startClaim();
  await exclude(harness);
  const { token } = await acquire(harness);
  const overrideReason = 'she asked for this call in writing';
  const closed = await authorize(harness, token, { overrideReason, window: [0, 0] });
  assert.deepEqual(reasons(closed), ['CALLING_WINDOW_CLOSED']);
  const { permit } = await authorize(harness, token, { overrideReason });
  assert.ok(permit);
  assert.equal(permit.overrideReason, overrideReason);
  const stripped = await redeem(harness, { ...permit, overrideReason: '' });
  assert.deepEqual(reasons(stripped), ['PERMIT_INVALID']);
  assert.equal((await redeem(harness, permit)).allowed, true);
});

test('R-140 an override does not reach the blacklist', async () => {
  await using harness = await startClaim();
  await exclude(harness);
  const direction = BlacklistDirection.BLACKLIST_DIRECTION_OUTBOUND;
  const entry = { processId: PROCESS, pattern: PHONE, cause: 'abuse', direction };
  await harness.blacklist.putBlacklistEntry({ requestId: requestId(), entry });
  const { token } = await acquire(harness);
  assert.deepEqual(reasons(await authorize(harness, token, { overrideReason: 'asked for it' })), [
    'NUMBER_BLACKLISTED',
  ]);
});

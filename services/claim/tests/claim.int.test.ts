import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLAIM_EVENTS } from '@firstring/contracts';
import { AttemptOutcome } from '@firstring/contracts/claim/claim_service';
import { deferred } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import { authorizeRequest, key, PHONE, PROCESS, requestId, startClaim } from './_harness.ts';

type Harness = Awaited<ReturnType<typeof startClaim>>;

async function lock({ claim }: Harness, agentId = 'agent-a', leaseMs = 60_000n) {
  const { result } = await claim.acquireLock({
    requestId: requestId(),
    key: key(),
    agentId,
    ownerEpoch: 1n,
    leaseMs,
  });
  return result;
}

async function lockToken(harness: Harness): Promise<bigint> {
  const result = await lock(harness);
  assert.ok(result?.$case === 'granted');
  return result.value.fencingToken ?? 0n;
}

test('R-68 a hundred agents race for one lead: exactly one holds it, the rest are told who is not them', async () => {
  await using harness = await startClaim();
  const results = await Promise.all(
    Array.from({ length: 100 }, (_, index) => lock(harness, `agent-${index}`)),
  );
  assert.equal(results.filter((result) => result?.$case === 'granted').length, 1);
  const refused = results.filter((result) => result?.$case === 'refused');
  assert.ok(
    refused.every((result) => result?.$case === 'refused' && result.value.reason === 'LOCKED_BY_OTHER'),
  );
});

test('R-71 an older token renews, releases and dials nothing: STALE_TOKEN', async () => {
  await using harness = await startClaim();
  const { claim } = harness;
  const old = await lockToken(harness);
  await claim.releaseLock({ requestId: requestId(), key: key(), fencingToken: old, leadVersion: 2n });
  const newer = await lockToken(harness);
  assert.ok(newer > old);
  const stale = { reason: 'STALE_TOKEN' };
  await assert.rejects(
    claim.renewLock({ requestId: requestId(), key: key(), fencingToken: old, leaseMs: 1000n }),
    stale,
  );
  await assert.rejects(claim.releaseLock({ requestId: requestId(), key: key(), fencingToken: old }), stale);
  await assert.rejects(claim.authorizeDial(authorizeRequest(old)), stale);
});

test('R-73 a lease that runs out frees the lead by itself and says so on the bus', async () => {
  await using harness = await startClaim();
  const expired = deferred<string>();
  await using _ = await harness.bus.subscribe({
    group: 'test.claims',
    topics: [CLAIM_EVENTS.name],
    handler: async (batch) => {
      const found = batch.find(({ type }) => type === 'LockExpired');
      if (found !== undefined) expired.resolve(found.key);
    },
  });
  const result = await lock(harness, 'agent-a', 80n);
  assert.equal(result?.$case, 'granted');
  assert.equal(await expired.promise, PROCESS);
  assert.equal((await harness.claim.getGuard({ processId: PROCESS, phone: PHONE })).lockedByAgentId, '');
});

test('R-3 a dial is authorised once, redeemed once, and its permit cannot be forged', async () => {
  await using harness = await startClaim();
  const { claim } = harness;
  const token = await lockToken(harness);
  const request = authorizeRequest(token);
  const { permit, reasons } = await claim.authorizeDial(request);
  assert.deepEqual(reasons, []);
  assert.ok(permit !== undefined);
  assert.equal((await claim.authorizeDial(request)).permit?.permitId, permit.permitId);
  const sipTime = new Date(systemClock.now());
  const forged = await claim.redeemPermit({
    requestId: requestId(),
    permit: { ...permit, phone: '+12025559999' },
    sipTime,
  });
  assert.equal(forged.reasons[0]?.reason, 'PERMIT_INVALID');
  const redeem = { requestId: requestId(), permit, sipTime };
  assert.equal((await claim.redeemPermit(redeem)).allowed, true);
  assert.equal((await claim.redeemPermit(redeem)).allowed, true, 'the same request is the same answer');
  const again = await claim.redeemPermit({ ...redeem, requestId: requestId() });
  assert.equal(again.reasons[0]?.reason, 'PERMIT_USED');
  const nextTrunk = { ...redeem, requestId: requestId(), previousRequestId: redeem.requestId };
  assert.equal((await claim.redeemPermit(nextTrunk)).allowed, true, 'the next trunk redeems again');
  const skewed = await claim.redeemPermit({ ...redeem, sipTime: new Date(systemClock.now() + 5000) });
  assert.equal(skewed.reasons[0]?.reason, 'CLOCK_SKEW');
});

const NEAR = '+12025550124';

test('the permit carries the campaign’s caller ids, nearest first, and the trunks it may use, all signed', async () => {
  await using harness = await startClaim();
  const { claim } = harness;
  const request = authorizeRequest(await lockToken(harness));
  const campaign = request.facts?.campaign;
  assert.ok(campaign);
  Object.assign(campaign, {
    callerIds: ['+442071234567', NEAR],
    localPresence: true,
    trunkIds: ['carrier-1'],
  });
  const { permit } = await claim.authorizeDial(request);
  assert.ok(permit);
  assert.equal(permit.callerId, NEAR);
  assert.deepEqual(permit.otherCallerIds, [campaign.callerId, '+442071234567']);
  assert.deepEqual(permit.trunkIds, ['carrier-1']);
  const redeem = { requestId: requestId(), sipTime: new Date(systemClock.now()) };
  const widened = await claim.redeemPermit({ ...redeem, permit: { ...permit, trunkIds: [] } });
  assert.equal(widened.reasons[0]?.reason, 'PERMIT_INVALID');
});

test('the gate prints every reason against a dial', async () => {
  await using harness = await startClaim();
  const token = await lockToken(harness);
  const { reasons } = await harness.claim.authorizeDial(authorizeRequest(token, { window: [0, 0] }));
  assert.deepEqual(
    reasons.map(({ reason }) => reason),
    ['CALLING_WINDOW_CLOSED'],
  );
});

test('R-140 an exclusion withdraws an unredeemed permit, and a locked lead with an excluded number is not dialled', async () => {
  await using harness = await startClaim();
  const { claim, exclusions } = harness;
  const token = await lockToken(harness);
  const { permit } = await claim.authorizeDial(authorizeRequest(token));
  await exclusions.createExclusion({
    requestId: requestId(),
    exclusion: { processId: PROCESS, phone: PHONE, cause: 'asked_by_person' },
  });
  const redeemed = await claim.redeemPermit({
    requestId: requestId(),
    permit,
    sipTime: new Date(systemClock.now()),
  });
  assert.equal(redeemed.allowed, false);
  const { reasons } = await claim.authorizeDial(authorizeRequest(token));
  assert.deepEqual(
    reasons.map(({ reason }) => reason),
    ['NUMBER_EXCLUDED'],
  );
});

test('R-140 an exclusion is acknowledged only when the INVITE on its way has rung or ended', async () => {
  await using harness = await startClaim();
  const { claim, exclusions } = harness;
  const token = await lockToken(harness);
  const { permit } = await claim.authorizeDial(authorizeRequest(token));
  assert.ok(permit !== undefined);
  assert.ok(
    (await claim.redeemPermit({ requestId: requestId(), permit, sipTime: new Date(systemClock.now()) }))
      .allowed,
  );
  let acknowledged = false;
  const entry = exclusions
    .createExclusion({ requestId: requestId(), exclusion: { processId: PROCESS, phone: PHONE } })
    .then(() => (acknowledged = true));
  await claim.getGuard({ processId: PROCESS, phone: PHONE });
  assert.equal(acknowledged, false);
  await claim.settlePermit({
    requestId: requestId(),
    key: key(),
    permitId: permit.permitId,
    outcome: AttemptOutcome.ATTEMPT_OUTCOME_RINGING,
  });
  await entry;
  assert.equal(acknowledged, true);
});

test('an exclusion whose INVITE never settles answers EXCLUSION_PENDING and is stored all the same', async () => {
  await using harness = await startClaim();
  const { claim, exclusions } = harness;
  const token = await lockToken(harness);
  const { permit } = await claim.authorizeDial(authorizeRequest(token));
  await claim.redeemPermit({ requestId: requestId(), permit, sipTime: new Date(systemClock.now()) });
  await assert.rejects(
    exclusions.createExclusion({ requestId: requestId(), exclusion: { processId: PROCESS, phone: PHONE } }),
    { reason: 'EXCLUSION_PENDING' },
  );
  assert.equal((await exclusions.listExclusions({ processId: PROCESS })).exclusions.length, 1);
});

test("R-74 a claimed lead is nobody else's until it is released", async () => {
  await using harness = await startClaim();
  const { claim } = harness;
  const token = await lockToken(harness);
  await claim.claimLead({ requestId: requestId(), key: key(), fencingToken: token, agentId: 'agent-a' });
  await claim.releaseLock({ requestId: requestId(), key: key(), fencingToken: token });
  const other = await lock(harness, 'agent-b');
  assert.equal(other?.$case === 'refused' && other.value.reason, 'CLAIMED_BY_OTHER');
  await claim.releaseClaim({ requestId: requestId(), key: key(), actorId: 'agent-a' });
  assert.equal((await lock(harness, 'agent-b'))?.$case, 'granted');
});

test('an attempt whose phone did not ring gives its place back; one that rang does not', async () => {
  await using harness = await startClaim();
  const { claim } = harness;
  const token = await lockToken(harness);
  for (const [outcome, total] of [
    [AttemptOutcome.ATTEMPT_OUTCOME_NOT_RUNG, 0],
    [AttemptOutcome.ATTEMPT_OUTCOME_COUNTED, 1],
  ] as const) {
    const { permit } = await claim.authorizeDial(authorizeRequest(token));
    await claim.redeemPermit({ requestId: requestId(), permit, sipTime: new Date(systemClock.now()) });
    await claim.settlePermit({
      requestId: requestId(),
      key: key(),
      permitId: permit?.permitId ?? '',
      outcome,
    });
    assert.equal((await claim.getGuard({ processId: PROCESS, phone: PHONE })).attemptsTotal, total);
  }
});

test('requests without the fields the contract asks for are INVALID_ARGUMENT', async () => {
  await using harness = await startClaim();
  await assert.rejects(harness.claim.acquireLock({ requestId: 'x' }), { reason: 'INVALID_ARGUMENT' });
  await assert.rejects(
    harness.claim.acquireLock({ requestId: 'x', key: key(), agentId: 'a', leaseMs: -1n }),
    { reason: 'INVALID_ARGUMENT' },
  );
});

test('R-137 the bus hears of every number that goes onto the do-not-call list and comes off it', async () => {
  await using harness = await startClaim();
  const heard: string[] = [];
  const both = deferred<void>();
  await using _ = await harness.bus.subscribe({
    group: 'test.exclusions',
    topics: [CLAIM_EVENTS.name],
    handler: async (batch) => {
      heard.push(...batch.map(({ type }) => type));
      if (heard.length === 2) both.resolve();
    },
  });
  const target = { processId: PROCESS, phone: PHONE };
  await harness.exclusions.createExclusion({ requestId: requestId(), exclusion: target });
  await harness.exclusions.deleteExclusion({ requestId: requestId(), ...target });
  await both.promise;
  assert.deepEqual(heard, ['NumberExcluded', 'NumberReadmitted']);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AttemptOutcome, PermitKind, type Permit } from '@firstring/contracts/claim/claim_service';
import { systemClock } from '@firstring/kernel/system';
import { key, PHONE, PROCESS, requestId, startClaim } from './_harness.ts';

type Harness = Awaited<ReturnType<typeof startClaim>>;

function list({ testNumbers }: Harness, more: { phone?: string; trunkId?: string } = {}) {
  const number = { processId: PROCESS, phone: PHONE, name: 'the lab', createdBy: 'vera', ...more };
  return testNumbers.putTestNumber({ requestId: requestId(), number });
}

function ask({ testNumbers }: Harness, id = requestId(), trunkId = 'trunk-1') {
  const call = { processId: PROCESS, phone: PHONE, trunkId, callerId: '+12025550100', actorId: 'vera' };
  return testNumbers.authorizeTestCall({ requestId: id, ...call });
}

async function permitOf(harness: Harness): Promise<Permit> {
  const { permit, reasons } = await ask(harness);
  assert.deepEqual(reasons, []);
  assert.ok(permit);
  return permit;
}

function redeem({ claim }: Harness, permit: Permit) {
  return claim.redeemPermit({ requestId: requestId(), permit, sipTime: new Date(systemClock.now()) });
}

test('only a listed number gets a test permit, and only for the trunk it is listed for', async () => {
  await using harness = await startClaim();
  assert.deepEqual(
    (await ask(harness)).reasons.map(({ reason }) => reason),
    ['TEST_NUMBER_NOT_LISTED'],
  );
  await list(harness, { trunkId: 'trunk-2' });
  assert.deepEqual(
    (await ask(harness)).reasons.map(({ reason }) => reason),
    ['TEST_NUMBER_NOT_LISTED'],
  );
  await list(harness);
  const permit = await permitOf(harness);
  const { kind, trunkIds, phone, leadId } = permit;
  assert.deepEqual([kind, trunkIds, phone, leadId], [PermitKind.PERMIT_KIND_TEST, ['trunk-1'], PHONE, '']);
  for (const forged of [
    { trunkIds: ['trunk-2'] },
    { phone: '+12025550199' },
    { kind: PermitKind.PERMIT_KIND_UNSPECIFIED },
  ]) {
    const { allowed, reasons } = await redeem(harness, { ...permit, ...forged });
    assert.deepEqual([allowed, reasons[0]?.reason], [false, 'PERMIT_INVALID'], JSON.stringify(forged));
  }
  assert.equal((await redeem(harness, permit)).allowed, true);
});

test('a number taken off the list, or put on the do-not-call list, has its permit withdrawn before that is answered', async () => {
  await using harness = await startClaim();
  await list(harness);
  const first = await permitOf(harness);
  await harness.testNumbers.deleteTestNumber({ requestId: requestId(), processId: PROCESS, phone: PHONE });
  assert.equal((await redeem(harness, first)).reasons[0]?.reason, 'PERMIT_REVOKED');
  await list(harness);
  const second = await permitOf(harness);
  const pattern = {
    processId: PROCESS,
    pattern: '+1202*',
    direction: 'BLACKLIST_DIRECTION_OUTBOUND',
  } as const;
  await harness.blacklist.putBlacklistEntry({ requestId: requestId(), entry: { ...pattern, cause: 'x' } });
  assert.equal((await redeem(harness, second)).reasons[0]?.reason, 'PERMIT_REVOKED');
  assert.deepEqual(
    (await ask(harness)).reasons.map(({ reason }) => reason),
    ['NUMBER_BLACKLISTED'],
  );
});

test('a settled test leaves the number free for leads, without having counted for one', async () => {
  await using harness = await startClaim();
  await list(harness);
  const permit = await permitOf(harness);
  await redeem(harness, permit);
  await harness.claim.settlePermit({
    requestId: requestId(),
    key: { processId: PROCESS, phone: PHONE, leadId: '' },
    permitId: permit.permitId,
    outcome: AttemptOutcome.ATTEMPT_OUTCOME_COUNTED,
  });
  const lock = { key: key(), agentId: 'agent-a', ownerEpoch: 1n, leaseMs: 60_000n };
  const { result } = await harness.claim.acquireLock({ requestId: requestId(), ...lock });
  assert.equal(result?.$case, 'granted');
  const guard = await harness.claim.getGuard({ processId: PROCESS, phone: PHONE });
  assert.deepEqual([guard.attempts24h, guard.attemptsTotal], [1, 0]);
  assert.deepEqual(
    (await ask(harness)).reasons.map(({ reason }) => reason),
    ['TEST_NUMBER_IS_A_LEADS'],
  );
});

test('a process has at most 20 test numbers, each one that can be dialled', async () => {
  await using harness = await startClaim();
  for (const phone of ['', '12025550123', '+1911', '+19005550123', '+870773111632']) {
    await assert.rejects(list(harness, { phone }), { reason: 'INVALID_ARGUMENT' }, phone);
  }
  for (let at = 10; at < 30; at += 1) await list(harness, { phone: `+120255501${at}` });
  await assert.rejects(list(harness, { phone: '+12025550199' }), { reason: 'TEST_NUMBERS_FULL' });
  await list(harness, { phone: '+12025550110', trunkId: 'trunk-9' });
  const { numbers } = await harness.testNumbers.listTestNumbers({ processId: PROCESS });
  assert.equal(numbers.length, 20);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLAIM_EVENTS, toTime } from '@firstring/contracts';
import { ClaimReason } from '@firstring/contracts/claim/claim_service';
import type { ListClaimsRequest } from '@firstring/contracts/claim/ownership_service';
import { systemClock } from '@firstring/kernel/system';
import { eventually } from '@firstring/kernel/testing';
import { openMemoryStore } from '@firstring/store';
import {
  authorizeRequest,
  claimLead,
  key,
  lockLead,
  PHONE,
  PROCESS,
  requestId,
  startClaim,
} from './_harness.ts';

type Harness = Awaited<ReturnType<typeof startClaim>>;

const DAY_MS = 86_400_000;
const phoneOf = (number: number): string => `+1202555${1000 + number}`;
const keyOf = (number: number) => key(`lead-${number}`, phoneOf(number));

/** All pages, one after the other. */
async function list({ owners }: Pick<Harness, 'owners'>, ask: Partial<ListClaimsRequest> = {}, pageSize = 3) {
  const leadIds: string[] = [];
  let pageToken = '';
  do {
    const page = await owners.listClaims({ processId: PROCESS, ...ask, page: { pageSize, pageToken } });
    leadIds.push(...page.claims.map(({ leadId }) => leadId));
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  return leadIds;
}

test('R-74 R-75 claims are listed by process and by agent, newest first, an agent’s callbacks by their time, page by page', async () => {
  await using service = await startClaim();
  const dueAt = Math.round(systemClock.now()) + DAY_MS;
  for (let number = 1; number <= 5; number += 1) {
    await claimLead(service, keyOf(number), {
      agentId: number % 2 === 0 ? 'agent-b' : 'agent-a',
      reason: ClaimReason.CLAIM_REASON_CALLBACK,
      dueTime: toTime(dueAt - number * 1000),
    });
  }
  await claimLead(service, key('elsewhere', PHONE), {});
  await claimLead(service, { ...keyOf(6), processId: 'process-2' }, {});
  assert.deepEqual(await list(service), ['elsewhere', 'lead-5', 'lead-4', 'lead-3', 'lead-2', 'lead-1']);
  assert.deepEqual(await list(service, { agentId: 'agent-b' }), ['lead-4', 'lead-2']);
  const callbacks = { agentId: 'agent-a', callbacks: true };
  assert.deepEqual(await list(service, callbacks, 1), ['lead-5', 'lead-3', 'lead-1']);
  const { claims } = await service.owners.listClaims({ processId: PROCESS, ...callbacks });
  assert.deepEqual(
    [claims[0]?.reason, claims[0]?.dueTime?.getTime(), claims[0]?.actorId],
    [ClaimReason.CLAIM_REASON_CALLBACK, dueAt - 5000, 'agent-a'],
  );
});

test('A-25 everything of a leaver is released, in every process or in one, and the bus hears of each', async () => {
  await using service = await startClaim();
  for (let number = 1; number <= 3; number += 1) await claimLead(service, keyOf(number));
  await claimLead(service, { ...keyOf(4), processId: 'process-2' });
  await claimLead(service, keyOf(5), { agentId: 'agent-b' });
  const heard: string[] = [];
  await using _ = await service.bus.subscribe({
    group: 'test.claims',
    topics: [CLAIM_EVENTS.name],
    handler: async (batch) => void heard.push(...batch.map(({ type }) => type)),
  });
  const leave = { requestId: requestId(), agentId: 'agent-a', actorId: 'sue' };
  const here = await service.owners.releaseAgentClaims({ ...leave, processId: PROCESS });
  assert.deepEqual(here, { released: 3, more: true });
  assert.deepEqual(await service.owners.releaseAgentClaims({ ...leave, processId: PROCESS }), {
    released: 0,
    more: false,
  });
  assert.equal((await service.owners.releaseAgentClaims(leave)).released, 1);
  assert.deepEqual(await list(service), ['lead-5']);
  await eventually(
    systemClock,
    'four releases',
    () => heard.filter((type) => type === 'ClaimReleased').length === 4,
  );
});

test('A-25 a claim ends by itself so long after it was due, also after a restart, on claim’s own clock', async () => {
  await using store = openMemoryStore();
  let shiftMs = 0;
  const clock = {
    ...systemClock,
    now: () => systemClock.now() + shiftMs,
    monotonicMs: () => systemClock.monotonicMs() + shiftMs,
  };
  const dueTime = toTime(Math.round(systemClock.now()) + DAY_MS);
  {
    await using before = await startClaim(clock, store);
    const callback = { reason: ClaimReason.CLAIM_REASON_CALLBACK, dueTime };
    await claimLead(before, keyOf(1), { ...callback, releaseAfterMs: BigInt(2 * DAY_MS) });
    await claimLead(before, keyOf(2));
    shiftMs = 2.9 * DAY_MS;
    await claimLead(before, keyOf(3), { releaseAfterMs: BigInt(DAY_MS) });
  }
  await using after = await startClaim(clock, store);
  assert.deepEqual(await list(after), ['lead-3', 'lead-2', 'lead-1'], 'not yet');
  shiftMs = 3.1 * DAY_MS;
  await eventually(systemClock, 'the claim that was due', async () => (await list(after)).length === 2);
  assert.deepEqual(await list(after), ['lead-3', 'lead-2']);
  shiftMs = 4 * DAY_MS;
  await eventually(systemClock, 'the claim without a time', async () => (await list(after)).length === 1);
});

test('a lead that is taken away is free at once, its unredeemed permit too; a call stops that, until it is asked for', async () => {
  await using service = await startClaim();
  const { claim, owners } = service;
  const token = await lockLead(service, key());
  const force = { key: key(), actorId: 'sue' };
  const { permit } = await claim.authorizeDial(authorizeRequest(token));
  assert.ok(permit);
  assert.equal((await owners.forceReleaseLock({ ...force, requestId: requestId() })).agentId, 'agent-a');
  const sipTime = new Date(systemClock.now());
  assert.equal((await claim.redeemPermit({ requestId: requestId(), permit, sipTime })).allowed, false);
  const next = await lockLead(service, key(), 'agent-b');
  const again = await claim.authorizeDial({ ...authorizeRequest(next), agentId: 'agent-b' });
  assert.ok(again.permit);
  await claim.redeemPermit({ requestId: requestId(), permit: again.permit, sipTime });
  await assert.rejects(owners.forceReleaseLock({ ...force, requestId: requestId() }), {
    reason: 'LEAD_IN_CALL',
  });
  const forced = await owners.forceReleaseLock({ ...force, requestId: requestId(), duringCall: true });
  assert.equal(forced.agentId, 'agent-b');
  assert.equal((await claim.getGuard({ processId: PROCESS, phone: PHONE })).lockedByAgentId, '');
});

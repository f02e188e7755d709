import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HoldForCallerRequest } from '@firstring/contracts/claim/caller_guard_service';
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

type Claims = Awaited<ReturnType<typeof startClaim>>;

async function hold({ callers }: Claims, change: Partial<HoldForCallerRequest> = {}) {
  const ask = {
    requestId: requestId(),
    key: key(),
    attemptId: 'call-1',
    agentId: '',
    ownerEpoch: 1n,
    leaseMs: 30_000n,
    heldToken: 0n,
  };
  const { result } = await callers.holdForCaller({ ...ask, ...change });
  return result?.$case === 'granted'
    ? { token: result.value.fencingToken, reason: '' }
    : { token: 0n, reason: result?.value.reason };
}

async function refusedDial(service: Claims, token: bigint): Promise<readonly string[]> {
  const { reasons } = await service.claim.authorizeDial(authorizeRequest(token));
  return reasons.map(({ reason }) => reason);
}

test('A-17 a caller’s number is locked for the call: nobody is given it, and nobody dials it', async () => {
  await using service = await startClaim();
  const waiting = await hold(service);
  assert.equal(waiting.reason, '');
  await assert.rejects(lockLead(service, key()), /LOCKED_BY_OTHER/);
  assert.equal((await hold(service, { attemptId: 'call-2' })).reason, 'LOCKED_BY_OTHER');
  const ringing = await hold(service, { agentId: 'agent-a', heldToken: waiting.token });
  assert.ok(ringing.token > waiting.token);
  const { lockedByAgentId } = await service.claim.getGuard({ processId: PROCESS, phone: PHONE });
  assert.equal(lockedByAgentId, 'agent-a');
  assert.deepEqual(await refusedDial(service, ringing.token), ['LOCKED_BY_OTHER']);
  const release = { requestId: requestId(), key: key(), fencingToken: ringing.token, leadVersion: 0n };
  await service.claim.releaseLock(release);
  await lockLead(service, key());
});

test('A-17 the lock of the agent who previews the lead gives way under its own token only, and their permit with it', async () => {
  await using service = await startClaim();
  const token = await lockLead(service, key());
  const { permit } = await service.claim.authorizeDial(authorizeRequest(token));
  assert.ok(permit !== undefined);
  assert.equal((await hold(service)).reason, 'LOCKED_BY_OTHER');
  assert.equal((await hold(service, { heldToken: token - 1n })).reason, 'LOCKED_BY_OTHER');
  const held = await hold(service, { heldToken: token, agentId: 'agent-a' });
  assert.ok(held.token > token);
  const redeem = { requestId: requestId(), permit, sipTime: new Date(), previousRequestId: '' };
  const { allowed, reasons } = await service.claim.redeemPermit(redeem);
  assert.equal(allowed, false);
  assert.deepEqual(
    reasons.map(({ reason }) => reason),
    ['PERMIT_REVOKED'],
  );
});

test('grpc/22 the same request is the same hold, an older scheduler has none, and a number in no lead is held too', async () => {
  await using service = await startClaim();
  const first = await hold(service, { requestId: 'one', ownerEpoch: 2n });
  assert.deepEqual(await hold(service, { requestId: 'one', ownerEpoch: 2n }), first);
  assert.equal((await hold(service)).reason, 'STALE_EPOCH');
  const stranger = await hold(service, { key: key('', '+12025550199') });
  assert.equal(stranger.reason, '');
  await assert.rejects(hold(service, { attemptId: '' }), { reason: 'INVALID_ARGUMENT' });
});

test('A-16 a dial-back that is anybody’s is locked and dialled whoever owns the lead; without that word the owner’s alone', async () => {
  await using service = await startClaim();
  await claimLead(service, key(), { agentId: 'agent-b' });
  await assert.rejects(lockLead(service, key()), /CLAIMED_BY_OTHER/);
  const ask = { requestId: requestId(), key: key(), agentId: 'agent-a', ownerEpoch: 1n, leaseMs: 60_000n };
  const { result } = await service.claim.acquireLock({ ...ask, anyOwner: true });
  assert.ok(result?.$case === 'granted');
  const { permit, reasons } = await service.claim.authorizeDial(authorizeRequest(result.value.fencingToken));
  assert.deepEqual(reasons, []);
  assert.ok(permit !== undefined);
});

test('R-111 a number that is held for an attempt is dialled for that attempt without an agent, through the same gate, and for nothing else', async () => {
  await using service = await startClaim();
  const { token } = await hold(service, { attemptId: 'ahead-1' });
  const ask = { ...authorizeRequest(token), agentId: '', attemptId: 'ahead-1' };
  const reasonsOf = async (change: object): Promise<readonly string[]> => {
    const { reasons } = await service.claim.authorizeDial({ ...ask, requestId: requestId(), ...change });
    return reasons.map(({ reason }) => reason);
  };
  assert.deepEqual(await reasonsOf({ attemptId: 'ahead-2' }), ['LOCKED_BY_OTHER']);
  assert.deepEqual(await reasonsOf({ agentId: 'agent-a' }), ['LOCKED_BY_OTHER']);
  const { permit } = await service.claim.authorizeDial(ask);
  assert.equal(permit?.agentId, '');
  assert.deepEqual(await reasonsOf({}), ['ATTEMPT_OUTSTANDING']);
  // A lock of an agent is no way to a call without one.
  await using other = await startClaim();
  const held = await lockLead(other, key());
  const { reasons } = await other.claim.authorizeDial({ ...ask, fencingToken: held });
  assert.deepEqual(
    reasons.map(({ reason }) => reason),
    ['LOCKED_BY_OTHER'],
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toTime } from '@firstring/contracts';
import { AttemptOutcome, ClaimReason, GetGuardResponse } from '@firstring/contracts/claim/claim_service';
import { systemClock } from '@firstring/kernel/system';
import { newGuard } from '../src/domain/guard.ts';
import { heldLock } from '../src/domain/lock.ts';
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

const MOST = 2n ** 63n - 1n;
const ask = (change: object = {}) => ({
  requestId: requestId(),
  key: key(),
  agentId: 'agent-a',
  ownerEpoch: 1n,
  leaseMs: 60_000n,
  ...change,
});
const held = (fencingToken: bigint, change: object = {}) => ({
  requestId: requestId(),
  key: key(),
  fencingToken,
  agentId: 'agent-a',
  ...change,
});

/** A number that nothing is known of. */
const FREE = GetGuardResponse.fromPartial({});

/** What is sent while agent-a holds lead-1 under `token`, and the answer's reason and field. */
const TABLE: readonly [
  row: string,
  send: (service: Harness, token: bigint) => Promise<unknown>,
  reason: string,
  field?: string,
][] = [
  [
    '14 a claim for a reason nobody knows',
    ({ claim }, token) => claim.claimLead(held(token, { reason: ClaimReason.UNRECOGNIZED })),
    'INVALID_ARGUMENT',
    'reason',
  ],
  [
    '14 an outcome nobody knows',
    ({ claim }) => claim.settlePermit({ ...ask(), permitId: 'p', outcome: AttemptOutcome.UNRECOGNIZED }),
    'INVALID_ARGUMENT',
    'outcome',
  ],
  [
    '15 no request id',
    ({ claim }) => claim.acquireLock(ask({ requestId: '' })),
    'INVALID_ARGUMENT',
    'request_id',
  ],
  ['15 no key', ({ claim }) => claim.acquireLock(ask({ key: undefined })), 'INVALID_ARGUMENT', 'key.phone'],
  ['15 no lead', ({ claim }) => claim.acquireLock(ask({ key: key('') })), 'INVALID_ARGUMENT', 'key.lead_id'],
  ['15 no agent', ({ claim }) => claim.acquireLock(ask({ agentId: '' })), 'INVALID_ARGUMENT', 'agent_id'],
  ['15 no actor', ({ claim }) => claim.releaseClaim(ask()), 'INVALID_ARGUMENT', 'actor_id'],
  [
    '15 a claim without a token',
    ({ claim }) => claim.claimLead(held(0n)),
    'INVALID_ARGUMENT',
    'fencing_token',
  ],
  [
    '15 a callback without a time',
    ({ claim }, token) => claim.claimLead(held(token, { reason: ClaimReason.CLAIM_REASON_CALLBACK })),
    'INVALID_ARGUMENT',
    'due_time',
  ],
  [
    '15 a time without a callback',
    ({ claim }, token) => claim.claimLead(held(token, { dueTime: toTime(1) })),
    'INVALID_ARGUMENT',
    'due_time',
  ],
  [
    '16 a negative lease',
    ({ claim }) => claim.acquireLock(ask({ leaseMs: -1n })),
    'INVALID_ARGUMENT',
    'lease_ms',
  ],
  [
    '16 the longest lease there is',
    ({ claim }) => claim.acquireLock(ask({ leaseMs: MOST })),
    'INVALID_ARGUMENT',
    'lease_ms',
  ],
  [
    '16 renewing for ever',
    ({ claim }, token) => claim.renewLock(held(token, { leaseMs: MOST })),
    'INVALID_ARGUMENT',
    'lease_ms',
  ],
  [
    '16 a claim that ends before it begins',
    ({ claim }, token) => claim.claimLead(held(token, { releaseAfterMs: -1n })),
    'INVALID_ARGUMENT',
    'release_after_ms',
  ],
  [
    '16 a claim for longer than ten years',
    ({ claim }, token) => claim.claimLead(held(token, { releaseAfterMs: MOST })),
    'INVALID_ARGUMENT',
    'release_after_ms',
  ],
  [
    '16 a negative epoch',
    ({ claim }) => claim.acquireLock(ask({ ownerEpoch: -1n })),
    'INVALID_ARGUMENT',
    'owner_epoch',
  ],
  ['16 a negative token', ({ claim }) => claim.releaseLock(held(-1n)), 'INVALID_ARGUMENT', 'fencing_token'],
  [
    '17 no lease at all',
    ({ claim }) => claim.acquireLock(ask({ leaseMs: 0n })),
    'INVALID_ARGUMENT',
    'lease_ms',
  ],
  [
    '24 a claim for a lead that nobody holds',
    ({ claim }, token) => claim.claimLead(held(token, { key: key('lead-2') })),
    'LOCK_EXPIRED',
  ],
  [
    '25 a claim for a lead of another process',
    ({ claim }, token) => claim.claimLead(held(token, { key: { ...key(), processId: 'process-2' } })),
    'STALE_TOKEN',
  ],
  [
    '25 reassigning one',
    ({ owners }) =>
      owners.reassignClaim({
        ...ask({ key: { ...key(), processId: 'process-2' } }),
        fromAgentId: 'agent-a',
        actorId: 'sue',
      }),
    'NOT_FOUND',
  ],
  [
    '26 renewing under an old token',
    ({ claim }, token) => claim.renewLock(held(token - 1n, { leaseMs: 1000n })),
    'STALE_TOKEN',
  ],
  [
    '26 ending a callback under one',
    ({ owners }, token) => owners.endCallback(held(token - 1n)),
    'STALE_TOKEN',
  ],
  [
    '27 a release by whoever held it before',
    ({ claim }, token) => claim.releaseLock(held(token - 1n)),
    'STALE_TOKEN',
  ],
  [
    '27 a release under a token that was never given',
    ({ claim }, token) => claim.releaseLock(held(token + 1n)),
    'STALE_TOKEN',
  ],
  [
    '27 a claim by somebody who does not hold it',
    ({ claim }, token) => claim.claimLead(held(token, { agentId: 'agent-b' })),
    'LOCKED_BY_OTHER',
  ],
  [
    '32 an agent with an operator',
    ({ claim }) => claim.acquireLock(ask({ agentId: '{"$gt":""}' })),
    'INVALID_ARGUMENT',
    'agent_id',
  ],
  [
    '32 an agent with a line break',
    ({ claim }, token) => claim.claimLead(held(token, { agentId: 'ann\nbob' })),
    'INVALID_ARGUMENT',
    'agent_id',
  ],
  [
    '32 a lead of 10,000 characters',
    ({ claim }) => claim.acquireLock(ask({ key: key('x'.repeat(10_000)) })),
    'INVALID_ARGUMENT',
    'key.lead_id',
  ],
  [
    '32 a number that is none',
    ({ claim }) => claim.acquireLock(ask({ key: key('lead-1', '+1|process-2|') })),
    'INVALID_ARGUMENT',
    'key.phone',
  ],
  [
    '32 callbacks of nobody',
    ({ owners }) => owners.listClaims({ processId: PROCESS, callbacks: true }),
    'INVALID_ARGUMENT',
    'agent_id',
  ],
];

test('grpc/14 to grpc/32 what must not be sent to claim is refused with its reason and field, and changes nothing', async (t) => {
  await using service = await startClaim();
  const token = await lockLead(service, key());
  const before = await service.claim.getGuard({ processId: PROCESS, phone: PHONE });
  for (const [row, send, reason, field] of TABLE) {
    await t.test(`grpc/${row}`, async () => {
      await assert.rejects(
        send(service, token),
        (error: { reason?: string; details?: { field?: string } }) => {
          assert.deepEqual([error.reason, error.details?.field], [reason, field]);
          return true;
        },
      );
      assert.deepEqual(await service.claim.getGuard({ processId: PROCESS, phone: PHONE }), before);
    });
  }
});

test('grpc/18 a token beyond 2^53 is compared digit by digit', () => {
  const lock = { leadId: 'lead-1', agentId: 'agent-a', expiresAt: 10 };
  const guard = { ...newGuard(PROCESS, PHONE), token: '9007199254740993', lock };
  assert.equal(heldLock(guard, 'lead-1', 9_007_199_254_740_993n, 0).type, 'held');
  assert.equal(heldLock(guard, 'lead-1', 9_007_199_254_740_992n, 0).type, 'refused');
});

test('grpc/21 a caller who did not hear the answer asks again with the same request, and has the lock', async () => {
  await using service = await startClaim();
  const request = ask();
  const gone = new AbortController();
  const asked = service.claim.acquireLock(request, { signal: gone.signal });
  gone.abort();
  await assert.rejects(asked);
  const { result } = await service.claim.acquireLock(request);
  assert.equal(result?.$case, 'granted');
});

test('grpc/22 the same request twice is one lock, one claim, one release', async () => {
  await using service = await startClaim();
  const { claim, owners } = service;
  const request = ask();
  const first = await claim.acquireLock(request);
  assert.deepEqual(await claim.acquireLock(request), first);
  assert.ok(first.result?.$case === 'granted');
  const token = first.result.value.fencingToken;
  const own = held(token);
  await claim.claimLead(own);
  await claim.releaseLock(held(token));
  await claim.releaseLock(held(token));
  assert.deepEqual(await claim.claimLead(own), { claimedBy: 'agent-a' }, 'also after the lock has ended');
  const { claims } = await owners.listClaims({ processId: PROCESS });
  assert.equal(claims.length, 1);
});

test('grpc/23 a request id with another body is REQUEST_ID_REUSED', async () => {
  await using service = await startClaim();
  const { claim } = service;
  const request = ask();
  const { result } = await claim.acquireLock(request);
  assert.ok(result?.$case === 'granted');
  const reused = { reason: 'REQUEST_ID_REUSED' };
  await assert.rejects(claim.acquireLock({ ...request, agentId: 'agent-b' }), reused);
  await assert.rejects(claim.acquireLock({ ...request, key: key('lead-2') }), reused);
  const own = held(result.value.fencingToken);
  await claim.claimLead(own);
  await assert.rejects(claim.claimLead({ ...own, agentId: 'agent-b' }), reused);
});

test('grpc/23 a permit’s request id with another attempt, agent, number or reason is refused; asked again it is the same permit', async () => {
  await using service = await startClaim();
  const { claim } = service;
  const request = authorizeRequest(await lockLead(service, key()));
  const before = await claim.authorizeDial(request);
  assert.ok(before.permit);
  const other = '+12025550199';
  const changes = [
    { attemptId: 'attempt-of-another' },
    { agentId: 'agent-b' },
    { overrideReason: 'the customer asked for it' },
    { facts: { ...request.facts, phone: other }, byHand: true },
  ];
  for (const change of changes) {
    await assert.rejects(claim.authorizeDial({ ...request, ...change }), { reason: 'REQUEST_ID_REUSED' });
    assert.deepEqual(await claim.getGuard({ processId: PROCESS, phone: other }), FREE);
  }
  // What lead-store knows of the lead may have changed meanwhile.
  const card = { ...request.facts?.card, totalAttempts: 1 };
  assert.deepEqual(await claim.authorizeDial({ ...request, facts: { ...request.facts, card } }), before);
  const { attempts24h } = await claim.getGuard({ processId: PROCESS, phone: PHONE });
  assert.equal(attempts24h, 1, 'one attempt is reserved');
});

test('grpc/31 word of an attempt that was never permitted changes nothing', async () => {
  await using service = await startClaim();
  const { claim } = service;
  await claim.authorizeDial(authorizeRequest(await lockLead(service, key())));
  const before = await claim.getGuard({ processId: PROCESS, phone: PHONE });
  for (const outcome of [
    AttemptOutcome.ATTEMPT_OUTCOME_NOT_RUNG,
    AttemptOutcome.ATTEMPT_OUTCOME_COUNTED,
    AttemptOutcome.ATTEMPT_OUTCOME_RINGING,
  ])
    await claim.settlePermit({ ...ask(), permitId: 'never-issued', outcome });
  assert.deepEqual(await claim.getGuard({ processId: PROCESS, phone: PHONE }), before);
});

test('grpc/40 when a lease ends is for claim’s clock to say: nobody can send an instant', async () => {
  await using service = await startClaim();
  const { result } = await service.claim.acquireLock(ask({ leaseMs: 60_000n }));
  assert.ok(result?.$case === 'granted');
  const leftMs = (result.value.expireTime?.getTime() ?? 0) - systemClock.now();
  assert.ok(leftMs > 50_000 && leftMs <= 60_000, `${leftMs}`);
});

test('grpc/41 a caller that knows no reasons claims as before: asked for, without an end', async () => {
  await using service = await startClaim();
  await claimLead(service, key());
  const { claims } = await service.owners.listClaims({ processId: PROCESS });
  assert.deepEqual(
    claims.map(({ reason, releaseTime, dueTime }) => [reason, releaseTime, dueTime]),
    [[ClaimReason.CLAIM_REASON_ASKED, undefined, undefined]],
  );
});

test('grpc/44 a thousand ask for one lead at once: one has it, the others are told so quickly', async () => {
  await using service = await startClaim();
  const answers = await Promise.all(
    Array.from({ length: 1000 }, (_, index) => service.claim.acquireLock(ask({ agentId: `agent-${index}` }))),
  );
  const refused = answers.flatMap(({ result }) => (result?.$case === 'refused' ? [result.value.reason] : []));
  assert.equal(refused.length, 999);
  assert.deepEqual([...new Set(refused)], ['LOCKED_BY_OTHER']);
  const { permit } = await service.claim
    .authorizeDial(authorizeRequest(1n))
    .catch((error: { reason: string }) => ({ permit: error.reason }));
  assert.equal(permit, 'STALE_TOKEN', 'and dials nothing under a token of their own making');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLAIM_EVENTS, LEAD_EVENTS } from '@firstring/contracts';
import { BlacklistDirection } from '@firstring/contracts/claim/blacklist_service';
import { ClaimEvent } from '@firstring/contracts/claim/claim_events';
import { AttemptOutcome } from '@firstring/contracts/claim/claim_service';
import { ExclusionKind, type Exclusion } from '@firstring/contracts/claim/exclusion_service';
import { LeadEvent } from '@firstring/contracts/leads/lead_events';
import type { CustomerFacts } from '@firstring/contracts/leads/lead_service';
import { deferred } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import { eventually } from '@firstring/kernel/testing';
import { GUARDS } from '../src/store/guards.ts';
import { authorizeRequest, key, PHONE, PROCESS, requestId, startClaim } from './_harness.ts';

type Harness = Awaited<ReturnType<typeof startClaim>>;

const CUSTOMER: CustomerFacts = {
  customerId: 'K-7',
  attributes: { 'custom.region': 'North', status: 'new' },
};

async function acquire({ claim }: Harness, customer?: CustomerFacts) {
  const { result } = await claim.acquireLock({
    requestId: requestId(),
    key: key(),
    agentId: 'agent-a',
    ownerEpoch: 1n,
    leaseMs: 60_000n,
    ...(customer === undefined ? {} : { customer }),
  });
  return result;
}

async function refusal(harness: Harness, customer?: CustomerFacts): Promise<string> {
  const result = await acquire(harness, customer);
  return result?.$case === 'refused' ? (result.value.reason ?? '') : 'granted';
}

async function permitFor(harness: Harness, customer: CustomerFacts = CUSTOMER) {
  const result = await acquire(harness, customer);
  assert.ok(result?.$case === 'granted');
  const fencingToken = result.value.fencingToken ?? 0n;
  const { permit } = await harness.claim.authorizeDial(authorizeRequest(fencingToken, { customer }));
  assert.ok(permit !== undefined);
  return { permit, fencingToken };
}

function redeem({ claim }: Harness, permit: NonNullable<Awaited<ReturnType<typeof permitFor>>['permit']>) {
  return claim.redeemPermit({ requestId: requestId(), permit, sipTime: new Date(systemClock.now()) });
}

function add({ exclusions }: Harness, entry: Partial<Exclusion>) {
  return exclusions.createExclusion({
    requestId: requestId(),
    exclusion: { processId: PROCESS, cause: 'manual', ...entry },
  });
}

const KINDS: readonly [string, Partial<Exclusion>, string][] = [
  ['R-138 by number', { phone: PHONE }, 'NUMBER_EXCLUDED'],
  [
    'R-139 by customer',
    { kind: ExclusionKind.EXCLUSION_KIND_CUSTOMER, customerId: ' k-7' },
    'CUSTOMER_EXCLUDED',
  ],
  [
    'A-39 combined',
    { kind: ExclusionKind.EXCLUSION_KIND_COMBINED, phone: PHONE, customerId: 'K-7' },
    'COMBINATION_EXCLUDED',
  ],
  [
    'A-39 by attribute',
    { kind: ExclusionKind.EXCLUSION_KIND_ATTRIBUTE, attribute: 'custom.region', value: 'NORTH' },
    'ATTRIBUTE_EXCLUDED',
  ],
];

for (const [title, entry, reason] of KINDS) {
  test(`${title}: R-140 withdraws the permit it covers, refuses at selection and at dial time, and ends when it is deleted`, async () => {
    await using harness = await startClaim();
    const { permit, fencingToken } = await permitFor(harness);
    const { exclusion } = await add(harness, entry);
    assert.equal((await redeem(harness, permit)).allowed, false);
    const { reasons } = await harness.claim.authorizeDial(
      authorizeRequest(fencingToken, { customer: CUSTOMER }),
    );
    assert.deepEqual(
      reasons.map((each) => each.reason),
      [reason],
    );
    await harness.claim.releaseLock({ requestId: requestId(), key: key(), fencingToken });
    assert.equal(await refusal(harness, CUSTOMER), reason);
    const exclusionId = exclusion?.exclusionId ?? '';
    await harness.exclusions.deleteExclusion({ requestId: requestId(), processId: PROCESS, exclusionId });
    assert.equal(await refusal(harness, CUSTOMER), 'granted');
  });
}

test('R-139 where entries by customer exist, a lock is given only to who says whose lead it is', async () => {
  await using harness = await startClaim();
  await add(harness, { kind: ExclusionKind.EXCLUSION_KIND_CUSTOMER, customerId: 'somebody else' });
  assert.equal(await refusal(harness), 'CUSTOMER_FACTS_NEEDED');
  assert.equal(await refusal(harness, CUSTOMER), 'granted');
});

test('A-39 a combined entry covers neither the number of others nor other customers', async () => {
  await using harness = await startClaim();
  await add(harness, { kind: ExclusionKind.EXCLUSION_KIND_COMBINED, phone: PHONE, customerId: 'K-8' });
  await add(harness, {
    kind: ExclusionKind.EXCLUSION_KIND_COMBINED,
    phone: '+12025550199',
    customerId: 'K-7',
  });
  assert.equal(await refusal(harness, CUSTOMER), 'granted');
});

test('R-137 an entry with an end covers until then, says so, and is swept with an event', async () => {
  await using harness = await startClaim();
  const readmitted = deferred<string>();
  await using _ = await harness.bus.subscribe({
    group: 'test.readmitted',
    topics: [CLAIM_EVENTS.name],
    handler: async (batch) => {
      const found = batch.find(({ type }) => type === 'NumberReadmitted');
      if (found !== undefined) readmitted.resolve(ClaimEvent.decode(found.payload).phone);
    },
  });
  const expireTime = new Date(systemClock.now() + 400);
  await add(harness, { phone: PHONE, expireTime });
  const result = await acquire(harness);
  assert.ok(result?.$case === 'refused');
  assert.deepEqual(result.value.clearsTime, expireTime);
  assert.equal(await readmitted.promise, PHONE);
  assert.equal(await refusal(harness), 'granted');
  assert.deepEqual((await harness.exclusions.listExclusions({ processId: PROCESS })).exclusions, []);
});

test('R-137 a batch of numbers is acknowledged when no permit for any of them can be redeemed; repeated, it answers the same', async () => {
  await using harness = await startClaim();
  const { permit } = await permitFor(harness);
  assert.ok((await redeem(harness, permit)).allowed);
  const batch = {
    requestId: requestId(),
    processId: PROCESS,
    phones: ['+12025550140', PHONE, '(202) 555-0141', PHONE, 'telephone', '1-900-555-0100'],
    defaultCountry: 'US',
    cause: 'registry',
  };
  let acknowledged = false;
  const adding = harness.exclusions.addNumbers(batch).then((answer) => {
    acknowledged = true;
    return answer;
  });
  await harness.claim.getGuard({ processId: PROCESS, phone: PHONE });
  assert.equal(acknowledged, false, 'an INVITE is on its way');
  await harness.claim.settlePermit({
    requestId: requestId(),
    key: key(),
    permitId: permit.permitId,
    outcome: AttemptOutcome.ATTEMPT_OUTCOME_RINGING,
  });
  const refused = [
    { position: 4, why: 'not_a_number' },
    { position: 5, why: 'premium' },
  ];
  assert.deepEqual(await adding, { added: 3, alreadyListed: 1, refused });
  assert.deepEqual(await harness.exclusions.addNumbers(batch), { added: 3, alreadyListed: 1, refused });
  assert.deepEqual(await harness.exclusions.addNumbers({ ...batch, requestId: requestId() }), {
    added: 0,
    alreadyListed: 4,
    refused,
  });
  const { excluded } = await harness.exclusions.findExcluded({
    processId: PROCESS,
    phones: ['+12025550100', PHONE, '+12025550141'],
  });
  assert.deepEqual(excluded, [1, 2]);
});

test('R-137 a batch that is stored in several pieces counts and lists each number once, those known before too', async () => {
  await using harness = await startClaim();
  const phones = Array.from({ length: 1000 }, (_, number) => `+1202555${String(number).padStart(4, '0')}`);
  const addBatch = (batch: string[]) =>
    harness.exclusions.addNumbers({
      requestId: requestId(),
      processId: PROCESS,
      phones: batch,
      cause: 'registry',
    });
  assert.deepEqual(await addBatch(phones.slice(0, 350)), { added: 350, alreadyListed: 0, refused: [] });
  assert.deepEqual(await addBatch([...phones, ...phones]), { added: 650, alreadyListed: 1350, refused: [] });
  const { excluded } = await harness.exclusions.findExcluded({ processId: PROCESS, phones });
  assert.equal(excluded.length, phones.length);
});

test('R-137 the list is searched by the beginning of number, customer id or value, and streamed whole', async () => {
  await using harness = await startClaim();
  for (const [, entry] of KINDS) await add(harness, entry);
  const search = async (text: string) =>
    (await harness.exclusions.listExclusions({ processId: PROCESS, search: text })).exclusions.map(
      ({ kind }) => kind,
    );
  assert.equal((await search('')).length, 4);
  assert.deepEqual((await search('+1 (202)')).length, 2);
  assert.deepEqual(await search('K-'), [ExclusionKind.EXCLUSION_KIND_CUSTOMER]);
  assert.deepEqual(await search('nor'), [ExclusionKind.EXCLUSION_KIND_ATTRIBUTE]);
  const streamed: Exclusion[] = [];
  for await (const { exclusions } of harness.exclusions.streamExclusions({ processId: PROCESS }))
    streamed.push(...exclusions);
  assert.equal(streamed.length, 4);
  const other = await harness.exclusions.listExclusions({ processId: 'process-2' });
  assert.deepEqual(other.exclusions, [], 'R-87 nothing of another process');
});

test('R-141 the blacklist blocks callers by number and by beginning; calls out only where it says so', async () => {
  await using harness = await startClaim();
  const { blacklist } = harness;
  const put = (pattern: string, direction?: BlacklistDirection) =>
    blacklist.putBlacklistEntry({
      requestId: requestId(),
      entry: {
        processId: PROCESS,
        pattern,
        cause: 'abuse',
        ...(direction === undefined ? {} : { direction }),
      },
    });
  const blocked = async (phone: string) =>
    (await blacklist.checkCaller({ processId: PROCESS, phone })).blocked;
  await put('+1202555*');
  await put('+442071838750');
  assert.deepEqual(
    [await blocked(PHONE), await blocked('+442071838750'), await blocked('+442071838751')],
    [true, true, false],
  );
  assert.equal((await blacklist.checkCaller({ processId: 'process-2', phone: PHONE })).blocked, false);
  const { permit, fencingToken } = await permitFor(harness);
  await put('+1202555*', BlacklistDirection.BLACKLIST_DIRECTION_BOTH);
  assert.equal((await redeem(harness, permit)).allowed, false, 'an outstanding permit is withdrawn');
  const { reasons } = await harness.claim.authorizeDial(authorizeRequest(fencingToken));
  assert.deepEqual(
    reasons.map(({ reason }) => reason),
    ['NUMBER_BLACKLISTED'],
  );
  await put('+1202555*', BlacklistDirection.BLACKLIST_DIRECTION_OUTBOUND);
  assert.equal(await blocked(PHONE), false, 'A-40 outbound only');
  await blacklist.deleteBlacklistEntry({ requestId: requestId(), processId: PROCESS, pattern: '+1202555*' });
  assert.ok((await harness.claim.authorizeDial(authorizeRequest(fencingToken))).permit);
  assert.equal((await blacklist.listBlacklist({ processId: PROCESS })).entries.length, 1);
});

const REFUSED: readonly [string, Partial<Exclusion>][] = [
  ['phone', { phone: '2025550123' }],
  ['phone', { phone: '+1' }],
  ['customer_id', { kind: ExclusionKind.EXCLUSION_KIND_CUSTOMER, customerId: '  ' }],
  ['customer_id', { kind: ExclusionKind.EXCLUSION_KIND_CUSTOMER, customerId: 'x'.repeat(257) }],
  ['phone', { kind: ExclusionKind.EXCLUSION_KIND_COMBINED, customerId: 'K-7' }],
  ['attribute', { kind: ExclusionKind.EXCLUSION_KIND_ATTRIBUTE, value: 'x' }],
  ['value', { kind: ExclusionKind.EXCLUSION_KIND_ATTRIBUTE, attribute: 'status' }],
  ['expire_time', { phone: PHONE, expireTime: new Date(0) }],
  ['note', { phone: PHONE, note: 'n'.repeat(1001) }],
];

test('an entry that would cover nobody, or everybody, is INVALID_ARGUMENT with its field', async () => {
  await using harness = await startClaim();
  for (const [field, entry] of REFUSED) {
    await assert.rejects(
      add(harness, entry),
      (error: { reason?: string; details?: Record<string, string> }) => {
        assert.equal(error.reason, 'INVALID_ARGUMENT');
        assert.equal(error.details?.['field'], field);
        return true;
      },
    );
  }
  const batch = { requestId: requestId(), processId: PROCESS };
  const phones = Array.from({ length: 2001 }, () => PHONE);
  await assert.rejects(harness.exclusions.addNumbers({ ...batch, phones }), { reason: 'INVALID_ARGUMENT' });
});

async function leadErased({ bus }: Harness, phones: string[], customerId = ''): Promise<void> {
  const event = { $case: 'deleted' as const, value: { phones, customerId } };
  const payload = LeadEvent.encode({ processId: PROCESS, leadId: 'lead-1', version: 2n, event }).finish();
  const [id, occurredAt] = [requestId(), systemClock.now()];
  await bus.publish([
    { id, topic: LEAD_EVENTS.name, key: PROCESS, type: 'LeadDeleted', payload, occurredAt },
  ]);
}

test('A-12 entries of an erased lead go on covering its person, as keyed hashes that name nobody', async () => {
  await using harness = await startClaim();
  const note = 'Zoe asked';
  await add(harness, { phone: PHONE, note });
  await add(harness, { kind: ExclusionKind.EXCLUSION_KIND_CUSTOMER, customerId: 'K-7', note });
  await add(harness, { kind: ExclusionKind.EXCLUSION_KIND_COMBINED, phone: PHONE, customerId: 'K-7', note });
  await leadErased(harness, [PHONE, '+12025550199'], 'K-7');
  const entries = async () => (await harness.exclusions.listExclusions({ processId: PROCESS })).exclusions;
  await eventually(systemClock, 'all are hidden', async () =>
    (await entries()).every((each) => each.note === ''),
  );
  // A hash may spell anything.
  const said = (await entries()).map((each) => ({ ...each, exclusionId: '' }));
  assert.doesNotMatch(JSON.stringify(said), /2025550|K-7|Zoe/i);
  assert.deepEqual((await entries()).map(({ kind }) => kind).toSorted(), [
    ExclusionKind.EXCLUSION_KIND_COMBINED,
    ExclusionKind.EXCLUSION_KIND_CUSTOMER,
    ExclusionKind.EXCLUSION_KIND_NUMBER,
  ]);
  assert.equal(await refusal(harness, { customerId: '', attributes: {} }), 'NUMBER_EXCLUDED');
  const ask = { processId: PROCESS, phones: [PHONE] };
  assert.deepEqual((await harness.exclusions.findExcluded(ask)).excluded, [0]);
  const byNumber = await harness.exclusions.listExclusions({ processId: PROCESS, search: PHONE });
  const exclusionId = byNumber.exclusions[0]?.exclusionId ?? '';
  assert.match(exclusionId, /^h:/, 'who knows the number finds what is left of it');
  await harness.exclusions.deleteExclusion({ requestId: requestId(), processId: PROCESS, exclusionId });
  assert.notEqual(await refusal(harness, CUSTOMER), 'NUMBER_EXCLUDED');
});

test('A-12 the guard of an erased lead is forgotten when nobody uses its number', async () => {
  await using harness = await startClaim();
  const { permit, fencingToken } = await permitFor(harness);
  await harness.claim.releaseLock({ requestId: requestId(), key: key(), fencingToken });
  const guards = harness.store.collection<object>(GUARDS);
  assert.equal(await guards.count({ index: 'id' }), 1);
  const outcome = AttemptOutcome.ATTEMPT_OUTCOME_NOT_RUNG;
  const { permitId } = permit;
  await harness.claim.settlePermit({ requestId: requestId(), key: key(), permitId, outcome });
  await leadErased(harness, [PHONE]);
  await eventually(systemClock, 'the guard is gone', async () => (await guards.count({ index: 'id' })) === 0);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasonError } from '@firstring/contracts';
import { systemClock } from '@firstring/kernel/system';
import { createMemoryDisk, openMemoryStore } from '@firstring/store';
import { OTHER_TOKEN, post, startIngest, TOKEN } from './_harness.ts';

const PHONE = '+14155550123';
const HOUR_MS = 3_600_000;
const key = { 'idempotency-key': 'vendor-key-1' };
const body = { caller_id: PHONE, first_name: 'Ann', colour: 'red' };

test('A-8 the same key with the same content gets the same answer, whatever came between', async () => {
  await using ingest = await startIngest();
  const first = await post(ingest, body, key);
  await post(ingest, { caller_id: PHONE, first_name: 'Bea' });
  const again = await post(ingest, { colour: 'red', first_name: 'Ann', caller_id: PHONE }, key);
  assert.deepEqual([again.status, again.body], [first.status, first.body]);
  assert.equal(first.status, 201);
  assert.equal(ingest.leadStore.stored.length, 2);
});

test('ingest-http/39 the same key with other content is 409 while the first is on its way, 422 afterwards', async () => {
  await using ingest = await startIngest();
  const held = Promise.withResolvers<void>();
  ingest.leadStore.hold = held.promise;
  const first = post(ingest, body, key);
  const other = await untilPending(() => post(ingest, { ...body, first_name: 'Bea' }, key));
  assert.deepEqual([other.status, other.body['reason']], [409, 'IDEMPOTENCY_KEY_PENDING']);
  held.resolve();
  const statuses = [(await first).status, other.status];
  assert.ok(statuses.includes(201));
  const late = await post(ingest, { ...body, first_name: 'Cleo' }, key);
  assert.deepEqual([late.status, late.body['reason']], [422, 'IDEMPOTENCY_KEY_REUSED']);
  assert.equal(ingest.leadStore.stored.length, 1);
});

test('two at once with the same key and content are one submission', async () => {
  await using ingest = await startIngest();
  const answers = await Promise.all(Array.from({ length: 10 }, () => post(ingest, body, key)));
  assert.equal(new Set(answers.map((answer) => JSON.stringify([answer.status, answer.body]))).size, 1);
  assert.equal(ingest.leadStore.stored.length, 1);
});

test('F02 after a failure or a restart in between, the key stores the same lead once', async () => {
  const disk = createMemoryDisk();
  let requestId: string | undefined;
  {
    await using ingest = await startIngest({ store: openMemoryStore({ disk }) });
    ingest.leadStore.fail = reasonError('STORE_UNAVAILABLE');
    assert.equal((await post(ingest, body, key)).status, 503);
    ingest.leadStore.fail = undefined;
    assert.equal((await post(ingest, body, key)).status, 201);
    requestId = ingest.leadStore.stored[0]?.requestId;
    await post(ingest, body, { 'idempotency-key': 'vendor-key-2' });
  }
  await using ingest = await startIngest({ store: openMemoryStore({ disk }) });
  const replay = await post(ingest, body, key);
  assert.deepEqual([replay.status, ingest.leadStore.stored.length], [201, 0]);
  assert.notEqual(requestId, undefined);
});

test('a key belongs to its link', async () => {
  await using ingest = await startIngest();
  const one = await post(ingest, body, key);
  const two = await post(
    { url: ingest.url.replace(TOKEN, OTHER_TOKEN) },
    { ...body, first_name: 'Bea' },
    key,
  );
  assert.deepEqual([one.status, two.status], [201, 201]);
});

test('a key that is none is refused', async () => {
  await using ingest = await startIngest();
  const answer = await post(ingest, body, { 'idempotency-key': 'x'.repeat(256) });
  assert.deepEqual([answer.status, answer.body['field']], [422, 'Idempotency-Key']);
});

test('A-8 after 72 hours the key is free again, and its record is deleted', async () => {
  let skewMs = 0;
  const clock = { ...systemClock, now: () => systemClock.now() + skewMs };
  const store = openMemoryStore();
  await using ingest = await startIngest({ clock, store, env: { INGEST_FORGET_MS: '100' } });
  assert.equal((await post(ingest, body, key)).status, 201);
  skewMs = 73 * HOUR_MS;
  assert.equal((await post(ingest, { ...body, first_name: 'Bea' }, key)).status, 200);
  skewMs += 73 * HOUR_MS;
  const records = store.collection((await import('../src/store/submission-records.ts')).SUBMISSION_RECORDS);
  const deadline = AbortSignal.timeout(5000);
  while ((await records.count({ index: 'expiry' })) > 0) {
    deadline.throwIfAborted();
    await systemClock.sleep(20);
  }
});

/** The first may still be on its way to its own record: ask until somebody is on the way. */
async function untilPending(ask: () => ReturnType<typeof post>): ReturnType<typeof post> {
  for (;;) {
    const answer = await Promise.race([ask(), systemClock.sleep(5000).then(() => undefined)]);
    if (answer === undefined) throw new Error('nobody was on the way within 5 s');
    if (answer.status === 409) return answer;
  }
}

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { reasonError } from '@firstring/contracts';
import { systemClock } from '@firstring/kernel/system';
import { eventually } from '@firstring/kernel/testing';
import {
  newFolder,
  openIngest,
  OTHER_TOKEN,
  post,
  startFakeLeadStore,
  startIngest,
  TOKEN,
} from './_harness.ts';

const PHONE = '+14155550123';
const HOUR_MS = 3_600_000;
const CHILD = fileURLToPath(new URL('./_crash-child.ts', import.meta.url));
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
  await using leadStore = await startFakeLeadStore();
  const folder = newFolder();
  let answered: unknown;
  {
    await using ingest = await openIngest({ folder, address: leadStore.address });
    leadStore.fail = reasonError('STORE_UNAVAILABLE');
    assert.equal((await post(ingest, body, key)).status, 503);
    leadStore.fail = undefined;
    answered = (await post(ingest, body, key)).body;
  }
  await using ingest = await openIngest({ folder, address: leadStore.address });
  assert.deepEqual((await post(ingest, body, key)).body, answered);
  assert.equal(leadStore.stored.length, 1);
});

for (const step of ['i1.after', 'i2.after', 'i3.after', 'i4.before', 'i5.after', 'i6.after']) {
  test(`F01 F02 killed at ${step}: the vendor's repeated post stores one lead and is answered 201`, async () => {
    await using leadStore = await startFakeLeadStore();
    const folder = newFolder();
    const args = [CHILD, folder, leadStore.address, `ingest.${step}`];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const died = once(child, 'exit');
    const line = await new Promise<string>((resolve) => {
      child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    });
    const url = `http://127.0.0.1:${line.trim()}/v1/links/${TOKEN}/leads`;
    const killed = await post({ url }, body, key).catch(() => undefined);
    await died;
    await using ingest = await openIngest({ folder, address: leadStore.address });
    const answer = await post(ingest, body, key);
    assert.equal(answer.status, 201);
    assert.equal(leadStore.stored.length, 1);
    if (killed !== undefined) assert.deepEqual(killed.body, answer.body);
  });
}

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
  await using ingest = await startIngest({ clock, env: { INGEST_FORGET_MS: '100' } });
  assert.equal((await post(ingest, body, key)).status, 201);
  skewMs = 73 * HOUR_MS;
  assert.equal((await post(ingest, { ...body, first_name: 'Bea' }, key)).status, 200);
  skewMs += 73 * HOUR_MS;
  const records = ingest.store.collection(
    (await import('../src/store/submission-records.ts')).SUBMISSION_RECORDS,
  );
  await eventually(
    systemClock,
    'the records are gone',
    async () => (await records.count({ index: 'expiry' })) === 0,
  );
});

/** The first may still be on its way to its own record: ask until somebody is on the way. */
async function untilPending(ask: () => ReturnType<typeof post>): ReturnType<typeof post> {
  for (;;) {
    const answer = await Promise.race([ask(), systemClock.sleep(10_000).then(() => undefined)]);
    if (answer === undefined) throw new Error('nobody was on the way within 10 s');
    if (answer.status === 409) return answer;
  }
}

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { reasonError } from '@firstring/contracts';
import { createLogger } from '@firstring/service-kit';
import { post, read, REVOKED_TOKEN, startIngest, TOKEN } from './_harness.ts';

const PHONE = '+14155550123';

test('R-23 R-25 a lead as JSON, as a form and as a query is stored before the answer', async () => {
  await using ingest = await startIngest();
  const json = await post(ingest, {
    caller_id: '(415) 555-0123',
    first_name: 'Ann',
    last_name: 'Lee',
    email: 'a@b.example',
    age: 40,
  });
  assert.equal(json.status, 201);
  assert.equal(json.body['status'], 'created');
  assert.deepEqual(json.body['ignored_parameters'], []);
  const form = await post(ingest, 'phone=415+555+0123&first_name=J%C3%BCrgen&colour=red', {
    'content-type': 'application/x-www-form-urlencoded',
  });
  assert.deepEqual(
    [form.status, form.body['status'], form.body['lead_id']],
    [200, 'updated', json.body['lead_id']],
  );
  assert.deepEqual(form.body['ignored_parameters'], ['colour']);
  const query = await read(await fetch(`${ingest.url}?phone_number=4155550199&time_zone=US/Eastern`));
  assert.equal(query.status, 201);
  const [first, second, third] = ingest.leadStore.stored;
  assert.deepEqual(
    [first?.callerId, first?.callerIdRaw, first?.firstName, first?.parameters],
    [PHONE, '(415) 555-0123', 'Ann', { age: '40' }],
  );
  assert.deepEqual([second?.firstName, second?.lastName], ['Jürgen', undefined]);
  assert.deepEqual(
    [third?.timeZone, third?.candidateZones],
    ['America/New_York', ['America/Los_Angeles', 'America/New_York']],
  );
});

test('R-24 without a Caller ID nothing is stored, and the answer says what is missing', async () => {
  await using ingest = await startIngest();
  for (const body of [{ first_name: 'Ann' }, { caller_id: '' }, { caller_id: null, phone: null }]) {
    const answer = await post(ingest, body);
    assert.deepEqual(
      [answer.status, answer.body['reason'], answer.body['missing']],
      [422, 'CALLER_ID_REQUIRED', 'caller_id'],
    );
  }
  assert.deepEqual(ingest.leadStore.stored, []);
});

test('the first of caller_id, phone and phone_number counts, the others are listed as ignored', async () => {
  await using ingest = await startIngest();
  const answer = await post(ingest, { phone_number: '1', phone: PHONE, caller_id: '' });
  assert.equal(answer.status, 201);
  assert.deepEqual(answer.body['ignored_parameters'], ['caller_id', 'phone_number']);
});

test('R-31 an unknown link is 404, a revoked one 410, and a link that is revoked stops at once', async () => {
  await using ingest = await startIngest();
  const to = (token: string) => post({ url: ingest.url.replace(TOKEN, token) }, { caller_id: PHONE });
  assert.equal((await to('nobody')).status, 404);
  const revoked = await to(REVOKED_TOKEN);
  assert.deepEqual([revoked.status, revoked.body['reason']], [410, 'LINK_REVOKED']);
  assert.equal((await to(TOKEN)).status, 201);
  ingest.leadStore.revoked.add(TOKEN);
  assert.equal((await to(TOKEN)).status, 410);
  assert.equal(ingest.leadStore.stored.length, 1);
});

test('a link is resolved few times for many submissions, and calls carry more than one', async () => {
  await using ingest = await startIngest({ env: { INGEST_LINK_KEEP_MS: '1000' } });
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, n) =>
      post(ingest, { caller_id: `+1415555${String(n).padStart(4, '0')}` }),
    ),
  );
  assert.ok(answers.every(({ status }) => status === 201));
  assert.ok(ingest.leadStore.resolved.length < 10, `asked ${ingest.leadStore.resolved.length} times`);
  assert.ok(ingest.leadStore.batches.length < 200);
  assert.equal(ingest.leadStore.stored.length, 200);
});

for (const error of [
  reasonError('STORE_UNAVAILABLE'),
  reasonError('OUTBOX_FULL'),
  reasonError('VERSION_CONFLICT'),
]) {
  test(`ingest-http/60 F16 the lead store says ${error.reason}: 503 with Retry-After, and never 2xx`, async () => {
    await using ingest = await startIngest();
    ingest.leadStore.fail = error;
    const answer = await post(ingest, { caller_id: PHONE });
    assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '1']);
    ingest.leadStore.fail = undefined;
    assert.equal((await post(ingest, { caller_id: PHONE })).status, 201);
  });
}

test('ingest-http/60 the lead store is gone: 503, and readiness says so', async () => {
  await using ingest = await startIngest();
  assert.equal((await fetch(`${ingest.origin}/readyz`)).status, 200);
  await ingest.leadStore[Symbol.asyncDispose]();
  const answer = await post(ingest, { caller_id: PHONE });
  assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '1']);
  assert.equal((await fetch(`${ingest.origin}/readyz`)).status, 503);
  assert.equal((await fetch(`${ingest.origin}/healthz`)).status, 200);
});

test('more submissions than may be on their way are INGEST_BUSY at once, the others are stored', async () => {
  await using ingest = await startIngest({ env: { INGEST_IN_FLIGHT_MAX: '10' } });
  const held = Promise.withResolvers<void>();
  ingest.leadStore.hold = held.promise;
  const answers = Array.from({ length: 30 }, (_, n) =>
    post(ingest, { caller_id: `+141555501${String(n).padStart(2, '0')}` }),
  );
  const refused = await firstOf(answers, 20);
  for (const { status, body, headers } of refused) {
    assert.deepEqual([status, body['reason'], headers.get('retry-after')], [503, 'INGEST_BUSY', '1']);
  }
  held.resolve();
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  assert.equal(statuses.filter((status) => status === 201).length, 10);
  assert.equal(ingest.leadStore.stored.length, 10);
});

test('ingest-http/49 a thousand senders that never finish their headers are cut off, and keep nobody waiting', async () => {
  await using ingest = await startIngest({ env: { INGEST_HEADERS_MS_MAX: '1500' } });
  const slow = Array.from({ length: 1000 }, () => connect(ingest.port, '127.0.0.1'));
  const closed = slow.map((socket) => once(socket.on('error', () => {}).resume(), 'close'));
  await Promise.all(
    slow.map(
      (socket) => new Promise<void>((resolve) => socket.write('POST / HTTP/1.1\r\nX: ', () => resolve())),
    ),
  );
  assert.equal((await post(ingest, { caller_id: PHONE })).status, 201);
  await Promise.all(closed);
  assert.equal((await post(ingest, { caller_id: PHONE })).status, 200);
});

test('no line of the log carries what the vendor sent', async () => {
  const lines: string[] = [];
  const log = createLogger({ level: 'debug', destination: { write: (line) => void lines.push(line) } });
  await using ingest = await startIngest({ log });
  await post(ingest, {
    caller_id: PHONE,
    first_name: 'Wilhelmina',
    email: 'w@private.example',
    city: 'Secretville',
  });
  await post(ingest, { caller_id: '911', first_name: 'Wilhelmina' });
  await post(ingest, '{"first_name":"Wilhelmina');
  ingest.leadStore.fail = new Error('Wilhelmina broke it');
  await post(ingest, { caller_id: PHONE, first_name: 'Wilhelmina' });
  assert.ok(lines.length >= 3);
  assert.doesNotMatch(lines.join(''), /4155550123|Wilhelmina|private\.example|Secretville|token-of-acme/);
});

/** The first so many answers, whichever they are. */
function firstOf<T>(promises: readonly Promise<T>[], count: number): Promise<readonly T[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly T[]>();
  const first: T[] = [];
  for (const each of promises) each.then((value) => first.push(value) === count && resolve(first), reject);
  return promise;
}

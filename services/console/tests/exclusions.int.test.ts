import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  AddedNumbersView,
  BlacklistPage,
  ExclusionPage,
  ExclusionView,
} from '../src/app/views/exclusions.ts';
import { Client, newRequestId } from './_client.ts';
import { startConsole } from './_harness.ts';

const NUMBER = { kind: 'number', phone: '+12025550123', cause: 'asked_by_person' };

test('R-137 R-138 numbers are put on the do-not-call list with who and why, and taken off again', async () => {
  await using harness = await startConsole();
  const vera = await Client.signedIn(harness, 'vera');
  const entry = { ...NUMBER, note: 'by phone', requestId: newRequestId() };
  const added = await vera.post<ExclusionView>('/api/exclusions', entry);
  assert.equal(added.status, 200);
  const list = await vera.get<ExclusionPage>('/api/exclusions');
  assert.deepEqual(
    list.body.exclusions.map(({ kind, phone, cause, note, createdBy }) => [
      kind,
      phone,
      cause,
      note,
      createdBy,
    ]),
    [['number', '+12025550123', 'asked_by_person', 'by phone', 'vera']],
  );
  const query = new URLSearchParams({ exclusionId: added.body.exclusionId, requestId: newRequestId() });
  assert.equal((await vera.send('DELETE', `/api/exclusions?${query.toString()}`)).status, 204);
  assert.deepEqual((await vera.get<ExclusionPage>('/api/exclusions')).body.exclusions, []);
});

test('R-139 A-39 entries by customer, number of a customer, and field reach claim as they are', async () => {
  await using harness = await startConsole();
  const sue = await Client.signedIn(harness, 'sue');
  const terms = { cause: 'manual', expiresAt: 4_102_444_800_000 };
  for (const subject of [
    { kind: 'customer', customerId: 'K-7' },
    { kind: 'combined', phone: '+12025550123', customerId: 'K-7' },
    { kind: 'attribute', attribute: 'custom.region', value: 'North' },
  ]) {
    const added = await sue.post<ExclusionView>('/api/exclusions', {
      requestId: newRequestId(),
      ...terms,
      ...subject,
    });
    assert.equal(added.status, 200, subject.kind);
    assert.partialDeepStrictEqual(added.body, { ...terms, ...subject });
  }
  const found = await sue.get<ExclusionPage>('/api/exclusions?search=K-');
  assert.deepEqual(
    found.body.exclusions.map(({ kind }) => kind),
    ['customer'],
  );
});

test('R-137 an upload comes in batches; each says what became of its numbers, and the counts add up', async () => {
  await using harness = await startConsole();
  const sue = await Client.signedIn(harness, 'sue');
  const numbers = ['+12025550140', '+12025550141', '+12025550140', 'telephone'];
  const batch = { requestId: newRequestId(), cause: 'registry', numbers };
  const answer = await sue.post<AddedNumbersView>('/api/exclusions/numbers', batch);
  assert.deepEqual(answer.body, {
    added: 2,
    alreadyListed: 1,
    refused: [{ position: 3, why: 'not_a_number' }],
  });
  for (const wrong of [[], Array.from({ length: 1001 }, () => '+12025550140'), ['x'.repeat(65)], [7]]) {
    const refused = await sue.post('/api/exclusions/numbers', {
      ...batch,
      requestId: newRequestId(),
      numbers: wrong,
    });
    assert.equal(refused.status, 422);
  }
});

test('R-137 console/31 the export has every entry, and nothing in it is a formula', async () => {
  await using harness = await startConsole();
  const sue = await Client.signedIn(harness, 'sue');
  const add = (entry: object) =>
    sue.post('/api/exclusions', { requestId: newRequestId(), cause: 'manual', ...entry });
  await add({ kind: 'number', phone: '+12025550123', note: 'said "never", twice' });
  await add({ kind: 'customer', customerId: '=cmd()' });
  const response = await sue.get<string>('/api/exclusions/export');
  assert.match(response.headers.get('content-type') ?? '', /^text\/csv/);
  const [, first = '', second = ''] = response.body.split('\r\n');
  assert.match(first, /^number,\+12025550123,,,,manual,"said ""never"", twice",/);
  assert.match(second, /^customer,,'=cmd\(\),/);
});

const REFUSED: readonly object[] = [
  { ...NUMBER, phone: '12025550123' },
  { ...NUMBER, phone: '+1 202' },
  { ...NUMBER, phone: { $gt: '' } },
  { ...NUMBER, phone: '+1202555012300000' },
  { ...NUMBER, kind: 'person' },
  { ...NUMBER, cause: 'because' },
  { ...NUMBER, expiresAt: 'soon' },
  { ...NUMBER, note: 'n'.repeat(1001) },
  { ...NUMBER, customerId: 'K-7' },
  { kind: 'customer', customerId: '   ', cause: 'manual' },
  { kind: 'attribute', attribute: '$where', value: 'x', cause: 'manual' },
  { kind: 'attribute', attribute: 'custom.__proto__', value: '', cause: 'manual' },
];

test('what is no entry is refused with its field', async () => {
  await using harness = await startConsole();
  const sue = await Client.signedIn(harness, 'sue');
  for (const entry of REFUSED) {
    const refused = await sue.post('/api/exclusions', { requestId: newRequestId(), ...entry });
    assert.equal(refused.status, 422, JSON.stringify(entry));
  }
  assert.equal(harness.claim.exclusions.size, 0);
});

test('R-141 the blacklist takes numbers and beginnings, inbound unless it is said, and gives them up again', async () => {
  await using harness = await startConsole();
  const vera = await Client.signedIn(harness, 'vera');
  const put = (entry: object) => vera.post('/api/blacklist', { requestId: newRequestId(), ...entry });
  assert.equal((await put({ pattern: '+12025550123', cause: 'abuse' })).status, 200);
  assert.equal((await put({ pattern: '+1900*', direction: 'both' })).status, 200);
  for (const pattern of ['', '*', '+1*', '1900*', '+1900**', '+12a*']) {
    assert.equal((await put({ pattern })).status, 422, pattern);
  }
  const list = async () => (await vera.get<BlacklistPage>('/api/blacklist')).body.entries;
  assert.deepEqual(
    (await list()).map(({ pattern, direction, createdBy }) => [pattern, direction, createdBy]),
    [
      ['+12025550123', 'inbound', 'vera'],
      ['+1900*', 'both', 'vera'],
    ],
  );
  const query = new URLSearchParams({ pattern: '+1900*', requestId: newRequestId() });
  assert.equal((await vera.send('DELETE', `/api/blacklist?${query.toString()}`)).status, 204);
  assert.equal((await list()).length, 1);
});

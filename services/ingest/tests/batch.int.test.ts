import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasonError } from '@firstring/contracts';
import { batch } from './_bad-links.ts';
import { post, startIngest } from './_harness.ts';

const leads = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ caller_id: `+1415555${String(n).padStart(4, '0')}` }));

test('a thousand leads are stored in a few calls and answered in order', async () => {
  await using ingest = await startIngest();
  const answer = await batch(ingest, leads(1000));
  const { results } = answer.body;
  assert.deepEqual([answer.status, answer.body['created'], answer.body['refused']], [200, 1000, 0]);
  assert.ok(Array.isArray(results) && results.length === 1000);
  assert.deepEqual(ingest.leadStore.batches, [250, 250, 250, 250]);
  const ids = new Map(ingest.leadStore.stored.map(({ callerId }, at) => [callerId, at]));
  assert.equal(ids.size, 1000);
});

test('A-8 a batch sent again under its key is answered as before, other content is refused', async () => {
  await using ingest = await startIngest();
  const key = { 'idempotency-key': 'batch-1' };
  const first = await batch(ingest, [...leads(3), { caller_id: 'x' }], key);
  const again = await batch(ingest, [...leads(3), { caller_id: 'x' }], key);
  assert.deepEqual(again.body, first.body);
  assert.equal(ingest.leadStore.stored.length, 3);
  const other = await batch(ingest, leads(2), key);
  assert.deepEqual([other.status, other.body['reason']], [422, 'IDEMPOTENCY_KEY_REUSED']);
});

test('F02 a batch of which a part failed is 503 as a whole, and whole when it is sent again', async () => {
  await using ingest = await startIngest();
  ingest.leadStore.failAfter = 2;
  const failed = await batch(ingest, leads(1000));
  assert.equal(failed.status, 503);
  ingest.leadStore.failAfter = undefined;
  const again = await batch(ingest, leads(1000));
  assert.deepEqual([again.body['created'], again.body['updated'], again.body['refused']], [500, 500, 0]);
});

test('F02 a batch whose answer was lost is sent again under the request ids of before', async () => {
  await using ingest = await startIngest();
  const key = { 'idempotency-key': 'batch-1' };
  ingest.leadStore.fail = reasonError('STORE_UNAVAILABLE');
  assert.equal((await batch(ingest, leads(3), key)).status, 503);
  ingest.leadStore.fail = undefined;
  assert.equal((await batch(ingest, leads(3), key)).body['created'], 3);
  assert.equal(ingest.leadStore.stored.length, 3);
});

test('what is wrong with one item is told of that item', async () => {
  await using ingest = await startIngest();
  const body = `[{"caller_id":"4155550100"},{"caller_id":"1","caller_id":"2"},null,[{"a":1}],"x",{"caller_id":"4155550101","a":{"b":1}},{"caller_id":"4155550102"}]`;
  const answer = await batch(ingest, body);
  const results = answer.body['results'] as { status: string; reason?: string }[]; // the answer's own shape
  assert.deepEqual(
    results.map(({ status, reason }) => reason ?? status),
    [
      'created',
      'BODY_MALFORMED',
      'BODY_MALFORMED',
      'BODY_MALFORMED',
      'BODY_MALFORMED',
      'FIELD_INVALID',
      'created',
    ],
  );
});

test('A-8 of a lead that is in a batch twice the later data count, however far apart', async () => {
  await using ingest = await startIngest();
  const all = leads(1000);
  const twice = [{ ...all[0], first_name: 'First' }, ...all.slice(1, 999), { ...all[0], first_name: 'Last' }];
  const answer = await batch(ingest, twice);
  assert.deepEqual([answer.body['created'], answer.body['updated']], [999, 1]);
  assert.equal(ingest.leadStore.stored.at(-1)?.firstName, 'Last');
});

test('a batch of nothing stores nothing; what is no array is refused', async () => {
  await using ingest = await startIngest();
  assert.deepEqual((await batch(ingest, [])).body, { created: 0, updated: 0, refused: 0, results: [] });
  for (const body of [{ caller_id: '4155550100' }, 'null', '"x"']) {
    assert.equal((await batch(ingest, body)).body['reason'], 'BODY_MALFORMED');
  }
  const form = await post({ url: `${ingest.url}/batch` }, 'caller_id=1', {
    'content-type': 'application/x-www-form-urlencoded',
  });
  assert.equal(form.status, 415);
  assert.deepEqual(ingest.leadStore.batches, []);
});

test('I16 a batch that does not fit beside what is on its way is INGEST_BUSY as a whole', async () => {
  await using ingest = await startIngest({ env: { INGEST_IN_FLIGHT_MAX: '10' } });
  const answer = await batch(ingest, leads(11));
  assert.deepEqual([answer.status, answer.body['reason']], [503, 'INGEST_BUSY']);
  assert.deepEqual(ingest.leadStore.stored, []);
});

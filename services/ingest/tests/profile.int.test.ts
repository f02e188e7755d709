import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AnswerForm, LinkAuthentication } from '@firstring/contracts/leads/link';
import { keySecret, signatureSecret } from './_fake-lead-store.ts';
import { post, read, REVOKED_TOKEN, startIngest, TOKEN } from './_harness.ts';
import { sign } from './_sign.ts';

const PHONE = '+14155550123';

test('R-25 the vendor’s own names become ours by their letters, dots and all; what stands in the way is listed', async () => {
  await using ingest = await startIngest();
  ingest.leadStore.profile = {
    fieldMap: { 'Lead.Phone': 'caller_id', 'Lead.FirstName': 'first_name', years: 'age' },
  };
  const answer = await post(ingest, {
    'Lead.Phone': PHONE,
    'Lead.FirstName': 'Dana',
    first_name: 'somebody else',
    years: '41',
  });
  assert.deepEqual([answer.status, answer.body['ignored_parameters']], [201, ['first_name']]);
  const [lead] = ingest.leadStore.stored;
  assert.deepEqual([lead?.callerId, lead?.firstName, lead?.parameters], [PHONE, 'Dana', { age: '41' }]);
});

test('always 200: a refusal says success false, a lead says true, and what may be sent again keeps its status', async () => {
  await using ingest = await startIngest();
  ingest.leadStore.profile = { alwaysOk: true };
  const bad = await post(ingest, { caller_id: '911' });
  assert.deepEqual([bad.status, bad.body['success'], bad.body['reason']], [200, false, 'CALLER_ID_INVALID']);
  const malformed = await post(ingest, '{"caller_id":');
  assert.deepEqual([malformed.status, malformed.body['reason']], [200, 'BODY_MALFORMED']);
  const good = await post(ingest, { caller_id: PHONE });
  assert.deepEqual([good.status, good.body['success'], good.body['status']], [200, true, 'created']);
  ingest.leadStore.fail = new Error('the lead store fell over');
  assert.equal((await post(ingest, { caller_id: PHONE })).status, 500);
  await ingest.leadStore[Symbol.asyncDispose]();
  const later = await post(ingest, { caller_id: PHONE });
  assert.equal(later.status, 503);
  assert.ok(later.headers.has('retry-after'));
});

test('answers as XML escape what they say', async () => {
  await using ingest = await startIngest();
  ingest.leadStore.profile = { answerForm: AnswerForm.ANSWER_FORM_XML };
  const good = await fetch(`${ingest.url}?caller_id=4155550123&a%26b%3Cc=1`);
  assert.match(good.headers.get('content-type') ?? '', /^application\/xml/);
  const text = await good.text();
  assert.match(text, /<success>true<\/success>.*<status>created<\/status>/s);
  assert.match(text, /<ignored_parameters><item>a&amp;b&lt;c<\/item><\/ignored_parameters>/);
  const bad = await fetch(`${ingest.url}?caller_id=911`);
  assert.equal(bad.status, 422);
  assert.match(await bad.text(), /<success>false<\/success><reason>CALLER_ID_INVALID<\/reason>/);
});

test('either of two live keys opens the link, in either header', async () => {
  await using ingest = await startIngest();
  ingest.leadStore.profile = { authentication: LinkAuthentication.LINK_AUTHENTICATION_KEY };
  ingest.leadStore.secrets = [keySecret('fsk_old'), keySecret('fsk_new')];
  for (const headers of [{ authorization: 'Bearer fsk_old' }, { 'x-api-key': 'fsk_new' }]) {
    assert.ok((await post(ingest, { caller_id: PHONE }, headers)).status < 300);
  }
});

test('a signature of either secret is taken; for a GET it covers the query string', async () => {
  await using ingest = await startIngest();
  ingest.leadStore.profile = { authentication: LinkAuthentication.LINK_AUTHENTICATION_SIGNATURE };
  ingest.leadStore.secrets = [signatureSecret('one'), signatureSecret('two')];
  const body = JSON.stringify({ caller_id: PHONE });
  assert.equal((await post(ingest, body, sign(body, { secret: 'one', id: 'a' }))).status, 201);
  assert.equal((await post(ingest, body, sign(body, { secret: 'two', id: 'b' }))).status, 200);
  const query = 'caller_id=%2B14155550124';
  const headers = sign(query, { secret: 'two', id: 'c' });
  assert.equal((await fetch(`${ingest.url}?${query}`, { headers })).status, 201);
  assert.equal((await fetch(`${ingest.url}?${query}9`, { headers })).status, 401);
});

test('a signed request with other content under the same id is refused', async () => {
  await using ingest = await startIngest();
  ingest.leadStore.profile = { authentication: LinkAuthentication.LINK_AUTHENTICATION_SIGNATURE };
  ingest.leadStore.secrets = [signatureSecret('one')];
  const [first, second] = [PHONE, '+14155550124'].map((phone) => JSON.stringify({ caller_id: phone }));
  assert.equal((await post(ingest, first, sign(first ?? '', { secret: 'one' }))).status, 201);
  const other = await post(ingest, second, sign(second ?? '', { secret: 'one' }));
  assert.deepEqual([other.status, other.body['reason']], [422, 'IDEMPOTENCY_KEY_REUSED']);
});

test('R-24 A-7 a test says what would happen and stores nothing, alone, in a batch and in a query', async () => {
  await using ingest = await startIngest();
  const would = await post({ url: `${ingest.url}?test=1` }, { caller_id: PHONE, colour: 'red' });
  assert.deepEqual(
    [would.status, would.body],
    [200, { test: true, status: 'would_create', ignored_parameters: ['colour'] }],
  );
  const batch = await post({ url: `${ingest.url}/batch` }, [{ caller_id: PHONE }, {}], {
    'firstring-test': '1',
  });
  assert.deepEqual([batch.body['test'], batch.body['created'], batch.body['refused']], [true, 1, 1]);
  const query = await read(await fetch(`${ingest.url}?caller_id=4155550123&test=1`));
  assert.deepEqual(query.body['ignored_parameters'], []);
  assert.equal((await post({ url: `${ingest.url}?test=1` }, {})).body['reason'], 'CALLER_ID_REQUIRED');
  assert.deepEqual(ingest.leadStore.stored, []);
  await post(ingest, { caller_id: PHONE });
  const after = await post({ url: `${ingest.url}?test=1` }, { caller_id: PHONE });
  assert.equal(after.body['status'], 'would_update');
});

test('whoever asks by HEAD makes no lead', async () => {
  await using ingest = await startIngest();
  const answer = await fetch(`${ingest.url}?caller_id=4155550123`, { method: 'HEAD' });
  assert.equal(answer.status, 404);
  assert.deepEqual(ingest.leadStore.stored, []);
});

test('R-31 through a revoked link nothing is sent, pinged, tested or converted', async () => {
  await using ingest = await startIngest();
  const link = ingest.url.replace(TOKEN, REVOKED_TOKEN).replace(/\/leads$/, '');
  for (const path of ['leads', 'leads?test=1', 'leads/batch', 'ping', 'conversions']) {
    const answer = await post({ url: `${link}/${path}` }, { caller_id: PHONE });
    assert.deepEqual([answer.status, answer.body['reason']], [410, 'LINK_REVOKED'], path);
  }
});

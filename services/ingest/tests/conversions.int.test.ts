import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signatureSecret } from './_fake-lead-store.ts';
import { post, startIngest, type IngestUnderTest } from './_harness.ts';
import { sign } from './_sign.ts';

const PHONE = '+14155550123';
const SECRET = 'a-secret-that-signs';

function convert(ingest: IngestUnderTest, body: object, headers?: Record<string, string>) {
  const text = JSON.stringify(body);
  const url = ingest.url.replace(/\/leads$/, '/conversions');
  return post({ url }, text, headers ?? sign(text, { secret: SECRET }));
}

test('R-35 A-11 a signed conversion names the lead by id or by Caller ID', async () => {
  await using ingest = await startIngest();
  ingest.leadStore.secrets = [signatureSecret(SECRET)];
  const { body } = await post(ingest, { caller_id: PHONE });
  const leadId = String(body['lead_id']);
  for (const lead of [{ caller_id: '(415) 555-0123' }, { lead_id: leadId }]) {
    const answer = await convert(ingest, lead);
    assert.deepEqual(
      [answer.status, answer.body['lead_id'], answer.body['status']],
      [200, leadId, 'converted'],
    );
  }
  assert.deepEqual(
    ingest.leadStore.conversions.map(({ callerId }) => callerId),
    [PHONE],
  );
});

test('A-11 the same webhook again is the same request to the lead store', async () => {
  await using ingest = await startIngest();
  ingest.leadStore.secrets = [signatureSecret(SECRET)];
  await post(ingest, { caller_id: PHONE });
  const first = await convert(ingest, { caller_id: PHONE });
  const again = await convert(ingest, { caller_id: PHONE });
  assert.deepEqual([again.status, again.body], [first.status, first.body]);
  assert.equal(ingest.leadStore.conversions.length, 1);
});

test('A-11 a conversion is signed, whatever the profile says of leads', async () => {
  await using ingest = await startIngest();
  await post(ingest, { caller_id: PHONE });
  const unsigned = await convert(ingest, { caller_id: PHONE }, {});
  assert.deepEqual([unsigned.status, unsigned.body['cause']], [401, 'missing']);
  ingest.leadStore.secrets = [signatureSecret('another')];
  const wrong = await convert(ingest, { caller_id: PHONE });
  assert.deepEqual([wrong.status, wrong.body['cause']], [401, 'wrong']);
  assert.deepEqual(ingest.leadStore.conversions, []);
});

test('a conversion of nobody is refused in words', async () => {
  await using ingest = await startIngest();
  ingest.leadStore.secrets = [signatureSecret(SECRET)];
  for (const [body, status, reason] of [
    [{}, 422, 'CALLER_ID_REQUIRED'],
    [{ caller_id: 'x' }, 422, 'CALLER_ID_INVALID'],
    [{ caller_id: 5 }, 422, 'FIELD_INVALID'],
    [{ lead_id: '../x' }, 422, 'FIELD_INVALID'],
    [{ caller_id: '+14155550199' }, 404, 'LEAD_NOT_FOUND'],
  ] as const) {
    const answer = await convert(ingest, body);
    assert.deepEqual([answer.status, answer.body['reason']], [status, reason]);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '@firstring/kernel/system';
import { OTHER_TOKEN, post, startIngest, TOKEN, type IngestUnderTest } from './_harness.ts';

const PHONE = '+14155550123';
const RULES = [{ field: 'state', values: ['CA', 'NV'] }];

const ping = (ingest: Pick<IngestUnderTest, 'url'>, fields: object) =>
  post({ url: ingest.url.replace(/\/leads$/, '/ping') }, fields);

async function startPingPost(clock = systemClock) {
  const ingest = await startIngest({ clock });
  ingest.leadStore.profile = { pingPost: true, pingRules: RULES };
  return ingest;
}

test('a ping without the person is accepted, and its post makes the lead once', async () => {
  await using ingest = await startPingPost();
  const { status, body } = await ping(ingest, { state: 'ca', zip: '94107' });
  assert.deepEqual([status, body['status'], body['expires_in']], [200, 'accepted', 300]);
  const lead = { caller_id: PHONE, state: 'CA', ping_id: body['ping_id'] };
  const first = await post(ingest, lead);
  assert.equal(first.status, 201);
  const again = await post(ingest, lead);
  assert.deepEqual([again.status, again.body], [first.status, first.body]);
  const other = await post(ingest, { ...lead, caller_id: '+14155550124' });
  assert.deepEqual([other.status, other.body['reason']], [422, 'IDEMPOTENCY_KEY_REUSED']);
  assert.equal(ingest.leadStore.stored.length, 1);
  assert.deepEqual(ingest.leadStore.stored[0]?.parameters, { state: 'CA' });
});

test('a ping that does not match, or is there already, says so', async () => {
  await using ingest = await startPingPost();
  assert.deepEqual((await ping(ingest, { state: 'TX' })).body, { status: 'no_match' });
  assert.deepEqual((await ping(ingest, {})).body, { status: 'no_match' });
  const { body } = await ping(ingest, { state: 'CA', caller_id: PHONE });
  await post(ingest, { caller_id: PHONE, state: 'CA', ping_id: body['ping_id'] });
  assert.deepEqual((await ping(ingest, { state: 'CA', caller_id: PHONE })).body, { status: 'duplicate' });
  assert.equal(ingest.leadStore.stored.length, 1);
});

test('a post needs an open ping of its own link that tells the same story', async () => {
  let skewMs = 0;
  const clock = { ...systemClock, now: () => systemClock.now() + skewMs };
  await using ingest = await startPingPost(clock);
  const { body } = await ping(ingest, { state: 'CA' });
  const pingId = body['ping_id'];
  for (const [fields, reason] of [
    [{}, 'PING_UNKNOWN'],
    [{ ping_id: 'made-up' }, 'PING_UNKNOWN'],
    [{ ping_id: 5 }, 'PING_UNKNOWN'],
    [{ ping_id: pingId, state: 'TX' }, 'PING_NO_MATCH'],
  ] as const) {
    const answer = await post(ingest, { caller_id: PHONE, state: 'CA', ...fields });
    assert.deepEqual([answer.status, answer.body['reason']], [422, reason]);
  }
  const batch = await post({ url: `${ingest.url}/batch` }, [{ caller_id: PHONE, ping_id: pingId }]);
  assert.equal(batch.body['reason'], 'PING_UNKNOWN');
  skewMs = 301_000;
  const late = await post(ingest, { caller_id: PHONE, state: 'CA', ping_id: pingId });
  assert.equal(late.body['reason'], 'PING_UNKNOWN');
  const elsewhere = await ping({ url: ingest.url.replace(TOKEN, OTHER_TOKEN) }, {});
  assert.deepEqual([elsewhere.status, elsewhere.body['reason']], [404, 'NOT_FOUND']);
  assert.deepEqual(ingest.leadStore.stored, []);
});

test('I16 a thousand pings of a link may be open, not one more', async () => {
  await using ingest = await startPingPost();
  for (let from = 0; from < 1000; from += 50) {
    const answers = await Promise.all(Array.from({ length: 50 }, () => ping(ingest, { state: 'CA' })));
    assert.ok(answers.every(({ status }) => status === 200));
  }
  const answer = await ping(ingest, { state: 'CA' });
  assert.deepEqual([answer.status, answer.body['reason']], [429, 'PING_LIMIT']);
  assert.ok(answer.headers.has('retry-after'));
});

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { systemClock } from '@firstring/kernel/system';
import type {
  CreatedLinkKey,
  CreatedVendorPage,
  LinkDayPage,
  LinkTestView,
  VendorPageView,
} from '../src/app/views/links.ts';
import type { CreatedIngestLink, IngestLinkPage, IngestLinkView } from '../src/app/views/settings.ts';
import { Client, newRequestId } from './_client.ts';
import { startConsole, type Harness } from './_harness.ts';
import { startIngestStub } from './_ingest-stub.ts';

async function withLink(harness: Harness) {
  const sue = await Client.signedIn(harness, 'sue');
  const { body } = await sue.post<CreatedIngestLink>('/api/campaigns/solar/links', {
    requestId: newRequestId(),
    vendorId: 'sun',
    vendorName: 'Sun & Co',
  });
  return { sue, link: body.link, path: `/api/links/${body.link.ingestLinkId}` };
}

test('R-31 a link’s profile is saved by its version, and refusals name the field', async () => {
  await using harness = await startConsole();
  const { sue, link, path } = await withLink(harness);
  const profile = {
    ...link.profile,
    authentication: 'signature',
    fieldMap: [{ theirs: 'Lead.Phone', ours: 'caller_id' }],
    leadsPerMinute: 60,
    pingPost: true,
    pingRules: [{ field: 'state', values: ['CA'] }],
  };
  const put = (change: object) =>
    sue.send<IngestLinkView>('PUT', `${path}/profile`, {
      requestId: newRequestId(),
      version: link.version,
      profile,
      ...change,
    });
  const bad = await sue.send('PUT', `${path}/profile`, {
    requestId: newRequestId(),
    version: link.version,
    profile: { ...profile, fieldMap: [{ theirs: 'bad', ours: '$x' }] },
  });
  assert.deepEqual([bad.status, bad.body.field], [422, 'profile.field_map']);
  const saved = await put({});
  assert.deepEqual([saved.status, saved.body.profile], [200, profile]);
  assert.equal((await put({ profile: link.profile })).status, 409);
  const { body } = await sue.get<IngestLinkPage>('/api/campaigns/solar/links');
  assert.deepEqual(body.links[0]?.profile, profile);
});

test('R-31 keys of a link are shown once, two of a kind live, and revoking ends one', async () => {
  await using harness = await startConsole();
  const { sue, path } = await withLink(harness);
  const make = () => sue.post<CreatedLinkKey>(`${path}/keys`, { requestId: newRequestId(), kind: 'key' });
  const first = await make();
  assert.equal(first.body.secret, 'secret-of-key-1');
  await make();
  const third = await sue.post(`${path}/keys`, { requestId: newRequestId(), kind: 'key' });
  assert.deepEqual([third.status, third.body.reason], [409, 'LINK_KEYS_FULL']);
  const list = await sue.get<IngestLinkPage>('/api/campaigns/solar/links');
  assert.doesNotMatch(JSON.stringify(list.body), /secret-of/);
  const revoked = await sue.post<IngestLinkView>(`${path}/keys/key-1/revoke`, { requestId: newRequestId() });
  assert.deepEqual(
    revoked.body.keys.map(({ keyId }) => keyId),
    ['key-2'],
  );
});

test('R-87 another process’s link is not found, whatever is asked of it', async () => {
  await using harness = await startConsole();
  const { sue } = await withLink(harness);
  const answer = await sue.post('/api/links/link-of-p2/keys', { requestId: newRequestId(), kind: 'key' });
  assert.deepEqual([answer.status, answer.body.reason], [404, 'LINK_NOT_FOUND']);
});

test('R-39 what came through a campaign’s links is shown by day, the newest first, and no other campaign’s', async () => {
  await using harness = await startConsole();
  const { sue, link } = await withLink(harness);
  const { ingestLinkId } = link;
  const none = { updated: 0n, refused: [], ignored: [] };
  harness.linkDays.days.push(
    { ingestLinkId, day: '2026-11-21', accepted: 7n, ...none },
    {
      ...none,
      ingestLinkId,
      day: '2026-11-22',
      accepted: 2n,
      refused: [{ name: 'CALLER_ID_INVALID', count: 3n }],
    },
    { ingestLinkId: 'link-of-p2', day: '2026-11-22', accepted: 9n, ...none },
  );
  const { body } = await sue.get<LinkDayPage>('/api/campaigns/solar/link-days');
  assert.deepEqual(
    body.days.map(({ day, vendorName, accepted, refused }) => [day, vendorName, accepted, refused]),
    [
      ['2026-11-22', 'Sun & Co', 2, [{ name: 'CALLER_ID_INVALID', count: 3 }]],
      ['2026-11-21', 'Sun & Co', 7, []],
    ],
  );
});

test('a vendor’s page is made, listed and closed; its address is shown once', async () => {
  await using harness = await startConsole({ config: { CONSOLE_INGEST_ORIGIN: 'https://in.example.org' } });
  const { sue } = await withLink(harness);
  const made = await sue.post<CreatedVendorPage>('/api/vendor-pages', {
    requestId: newRequestId(),
    vendorId: 'sun',
  });
  assert.match(made.body.url, /^https:\/\/in\.example\.org\/v1\/vendors\/token-of-/);
  const list = async () => (await sue.get<{ pages: VendorPageView[] }>('/api/vendor-pages')).body.pages;
  assert.deepEqual(await list(), [made.body.page]);
  const close = `/api/vendor-pages/${made.body.page.vendorPageId}/revoke`;
  assert.equal((await sue.post(close, { requestId: newRequestId() })).status, 204);
  assert.deepEqual(await list(), []);
});

test('console/28 a test goes to our own ingest, whatever host the link names, and says it is one', async () => {
  await using ingest = await startIngestStub();
  await using harness = await startConsole({ config: { CONSOLE_INGEST_ORIGIN: ingest.origin } });
  const sue = await Client.signedIn(harness, 'sue');
  const path = '/v1/links/token-of-acme-token-of-acme/leads';
  const answer = await sue.post<LinkTestView>('/api/links/test', {
    link: `http://169.254.169.254/x${path}`,
    lead: '{"caller_id":"+14155550123"}',
    key: 'fsk_1',
  });
  assert.deepEqual([answer.status, answer.body.status], [200, 200]);
  assert.match(answer.body.body, /would_create/);
  const [asked] = ingest.asked;
  assert.deepEqual(
    [asked?.url, asked?.headers['firstring-test'], asked?.headers.authorization],
    [path, '1', 'Bearer fsk_1'],
  );
  for (const link of ['', 'http://x/', `${path}?x=1`, `/v1/links/../../admin/leads`]) {
    const refused = await sue.post('/api/links/test', { link, lead: '{}' });
    assert.deepEqual([refused.status, refused.body.field], [422, 'link'], link);
  }
  assert.equal(ingest.asked.length, 1);
});

test('a link that wants signatures is tested with its secret: the lead is signed as the vendor would', async () => {
  await using ingest = await startIngestStub();
  await using harness = await startConsole({ config: { CONSOLE_INGEST_ORIGIN: ingest.origin } });
  const sue = await Client.signedIn(harness, 'sue');
  const link = '/v1/links/token-of-acme-token-of-acme/leads';
  const lead = '{"caller_id":"+14155550123"}';
  const secret = Buffer.alloc(32, 7).toString('base64');
  for (let n = 0; n < 2; n += 1) {
    const answer = await sue.post<LinkTestView>('/api/links/test', { link, lead, key: `whsec_${secret}` });
    assert.equal(answer.body.status, 200);
  }
  const ids = ingest.asked.map(({ headers, body }) => {
    const [id, timestamp, signature] = ['id', 'timestamp', 'signature'].map((name) =>
      String(headers[`webhook-${name}`]),
    );
    const mac = createHmac('sha256', Buffer.from(secret, 'base64'));
    const wanted = mac.update(`${id}.${timestamp}.${body}`).digest('base64');
    assert.deepEqual([body, signature, headers.authorization], [lead, `v1,${wanted}`, undefined]);
    assert.ok(Math.abs(Number(timestamp) * 1000 - systemClock.now()) < 60_000);
    return id;
  });
  assert.equal(new Set(ids).size, 2, 'a second test is no replay');
});

test('without an address of ingest a test says what is missing', async () => {
  await using harness = await startConsole({ config: { CONSOLE_INGEST_ORIGIN: '' } });
  const sue = await Client.signedIn(harness, 'sue');
  const link = '/v1/links/token-of-acme-token-of-acme/leads';
  const answer = await sue.post('/api/links/test', { link, lead: '{}' });
  assert.equal(answer.status, 503);
  assert.match(answer.body.title, /CONSOLE_INGEST_ORIGIN/);
});

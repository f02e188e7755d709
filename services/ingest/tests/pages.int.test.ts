import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { VENDOR_TOKEN } from './_fake-lead-store.ts';
import { newFolder, openIngest, post, read, startFakeLeadStore, startIngest } from './_harness.ts';

test('the vendor’s page shows what was accepted, updated, refused and ignored, and nothing of a person', async () => {
  await using ingest = await startIngest();
  await post(ingest, { caller_id: '+14155550123', first_name: 'Wilhelmina', colour: 'red' });
  await post(ingest, { caller_id: '+14155550123' });
  await post(ingest, { caller_id: '911', first_name: 'Wilhelmina' });
  await post(ingest, { caller_id: '+14155550123', first_name: 7 });
  await post({ url: `${ingest.url}/batch` }, [{ caller_id: '+14155550124' }, {}]);
  const response = await fetch(`${ingest.origin}/v1/vendors/${VENDOR_TOKEN}`);
  assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'/);
  assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
  const page = await response.text();
  assert.match(page, /Acme &amp; Co/);
  assert.match(page, /Spring &lt;b&gt;/);
  assert.match(page, /<td class="n">2<\/td>\s*<td class="n">1<\/td>\s*<td class="n">3<\/td>/);
  assert.match(page, /CALLER_ID_INVALID × 1, FIELD_INVALID × 1, CALLER_ID_REQUIRED × 1/);
  assert.match(page, /colour × 1/);
  assert.match(page, /<code>FIELD_INVALID<\/code> in <code>first_name<\/code>/);
  assert.doesNotMatch(page, /4155550123|Wilhelmina/);
});

test('counts outlive a restart', async () => {
  await using leadStore = await startFakeLeadStore();
  const folder = newFolder();
  {
    await using ingest = await openIngest({ folder, address: leadStore.address });
    await post(ingest, { caller_id: '+14155550123' });
  }
  await using ingest = await openIngest({ folder, address: leadStore.address });
  await post(ingest, { caller_id: '+14155550123' });
  const page = await (await fetch(`http://127.0.0.1:${ingest.port}/v1/vendors/${VENDOR_TOKEN}`)).text();
  assert.match(page, /<td class="n">1<\/td>\s*<td class="n">1<\/td>\s*<td class="n">0<\/td>/);
});

test('a page that was closed, or never was, is not found', async () => {
  await using ingest = await startIngest();
  const answer = await read(await fetch(`${ingest.origin}/v1/vendors/nobody`));
  assert.deepEqual([answer.status, answer.body['reason']], [404, 'VENDOR_PAGE_NOT_FOUND']);
});

test('the style of a page is the one its policy allows', async () => {
  await using ingest = await startIngest();
  const response = await fetch(`${ingest.origin}/docs`);
  const [, style = ''] = /<style>(.*?)<\/style>/s.exec(await response.text()) ?? [];
  const hash = createHash('sha256').update(style).digest('base64');
  assert.ok(response.headers.get('content-security-policy')?.includes(`style-src 'sha256-${hash}'`));
});

test('the page about the API asks nothing of other hosts and runs nothing', async () => {
  await using ingest = await startIngest();
  const page = await (await fetch(`${ingest.origin}/docs`)).text();
  assert.match(page, /POST \/v1\/links\/&lt;token&gt;\/leads\/batch/);
  assert.doesNotMatch(page, /<script|src=|href="http/);
});

test('ingest-http/56 scripts of a page that was named may post, of others not', async () => {
  await using ingest = await startIngest({ env: { INGEST_CORS_ORIGINS: 'https://shop.example' } });
  const ask = async (origin: string) => {
    const headers = { origin, 'access-control-request-method': 'POST' };
    const { headers: said } = await fetch(ingest.url, { method: 'OPTIONS', headers });
    return said.get('access-control-allow-origin');
  };
  assert.equal(await ask('https://shop.example'), 'https://shop.example');
  assert.equal(await ask('https://evil.example'), null);
  const answer = await post(ingest, { caller_id: '+14155550123' }, { origin: 'https://shop.example' });
  assert.deepEqual(
    [answer.status, answer.headers.get('access-control-allow-origin')],
    [201, 'https://shop.example'],
  );
  assert.equal(answer.headers.get('access-control-allow-credentials'), null);
});

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createEndpoints, type EndpointsDeps } from '@firstring/console-service/endpoints';
import { Product } from '../stack/product.ts';
import { SecretKeeper, TellingBrowser, type Answer } from './_secret-keeper.ts';

// Building the table calls nothing: handlers reach for what they need when they are called.
const endpoints = createEndpoints({} as EndpointsDeps);

/** Secrets that the product must be able to use again, and the one file in which each may be. */
const KEPT: Readonly<Record<string, string>> = {
  'signing secret of the link': 'lead-store.db',
  'secret of the webhook': 'lead-store.db',
  'password of the trunk': 'sip.db',
};

test('no secret is in a log of any level, the audit, an export, an event, an answer it was not asked for, or a file it need not be in', async () => {
  const keeper = new SecretKeeper();
  const dataDir = mkdtempSync(join(tmpdir(), 'firstring-secrets-'));
  const env = {
    LOG_LEVEL: 'debug',
    STANDALONE_DEMO: 'off',
    CONSOLE_ADMIN_PASSWORD: keeper.make('password of the administrator'),
  };
  const product = await Product.start({ dataDir, env, onLine: (line) => keeper.hear('the log', line) });
  try {
    const { consoleUrl, ingestUrl } = product.ready;
    const admin = new TellingBrowser(consoleUrl, keeper);
    await admin.signIn('admin', env.CONSOLE_ADMIN_PASSWORD);
    const link = await makeSecrets(admin, keeper, consoleUrl);
    await misuseAtConsole(admin, keeper, link);
    await misuseAtIngest(new TellingBrowser(ingestUrl, keeper), keeper, link);
    await readEverything(admin);
    for (const url of [consoleUrl, ingestUrl])
      for (const path of ['/metrics', '/healthz', '/readyz'])
        await new TellingBrowser(url, keeper).tell('GET', path);
  } finally {
    await product.stop();
  }
  assert.ok(keeper.told.some(({ where }) => where === 'the log'));
  assert.deepEqual([...new Set(keeper.leaks())], []);
  assert.deepEqual(leaksInFiles(dataDir, keeper), []);
  rmSync(dataDir, { recursive: true });
});

interface LinkSecrets {
  readonly token: string;
  readonly url: string;
  readonly key: string;
}

/** One of each, made as people make it. */
async function makeSecrets(
  admin: TellingBrowser,
  keeper: SecretKeeper,
  consoleUrl: string,
): Promise<LinkSecrets> {
  const make = async (path: string, body: object, name: string): Promise<string> =>
    fieldOf(await admin.ask('POST', `/api${path}`, body), name);
  const timeZone = 'America/New_York';
  const processId = await make('/processes', { name: 'Vault', timeZone }, 'processId');
  const campaign = { name: 'Safe', type: 'outbound_preview', timeZone };
  const campaignId = await make('/campaigns', campaign, 'campaignId');
  const vendorId = await make('/vendors', { name: 'Acme' }, 'vendorId');
  const linked = { vendorId, vendorName: 'Acme', defaultCountry: 'US' };
  const made = await admin.ask('POST', `/api/campaigns/${campaignId}/links`, linked);
  const token = keeper.keep('token of the link', fieldOf(made, 'token'));
  const keys = `/links/${fieldOf(made, 'ingestLinkId')}/keys`;
  const key = keeper.keep('key of the link', await make(keys, { kind: 'key' }, 'secret'));
  keeper.keep('signing secret of the link', await make(keys, { kind: 'signature' }, 'secret'));
  const page = await make('/vendor-pages', { vendorId }, 'url');
  keeper.keep('address of the vendor’s page', page.split('/').at(-1));
  const target = { name: 'CRM', url: 'https://203.0.114.9/hook' };
  keeper.keep('secret of the webhook', await make('/removal-targets', target, 'secret'));
  const ann = { username: 'ann', name: 'Ann', roles: ['agent'], processIds: [processId] };
  const created = await admin.ask('POST', '/api/users', ann);
  const first = keeper.keep('first password of the agent', fieldOf(created, 'password'));
  const agent = new TellingBrowser(consoleUrl, keeper);
  await agent.signIn('ann', first);
  const own = { currentPassword: first, newPassword: keeper.make('password of the agent') };
  await agent.ask('PUT', '/api/session/password', own);
  const phone = `/telephony/phones/${fieldOf(created, 'userId')}/secret`;
  keeper.keep('password of the phone', await make(phone, { username: 'ann-phone' }, 'password'));
  return { token, url: fieldOf(made, 'url'), key };
}

/** The first field of this name, however deep. */
function fieldOf({ text }: Answer, name: string): string {
  const found = new RegExp(`"${name}":"([^"]+)"`).exec(text)?.[1];
  assert.ok(found !== undefined, `there is no ${name} in ${text}`);
  return found;
}

/** What people do with secrets where they do not belong, and requests that go wrong while they carry one. */
async function misuseAtConsole(
  admin: TellingBrowser,
  keeper: SecretKeeper,
  link: LinkSecrets,
): Promise<void> {
  for (const [name, secret] of keeper.secrets) {
    const signIns = [
      { username: secret, password: 'wrong password' },
      { username: 'nobody', password: secret },
      { username: 'admin', password: secret, [secret]: secret },
      `{"username":"admin","password":"${secret}`,
      secret,
    ];
    for (const body of name.includes('administrator') ? signIns.slice(2) : signIns)
      await admin.tell('POST', '/api/session', body);
    const inPath = encodeURIComponent(secret);
    await admin.tell('GET', `/api/leads/${inPath}?search=${inPath}&token=${inPath}`);
    await admin.tell('GET', `/api/leads/${inPath}%zz`);
    await admin.tell('GET', `/${inPath}`);
    await admin.tell('GET', '/api/campaigns', undefined, {
      Cookie: `session=${inPath}`,
      Authorization: `Bearer ${inPath}`,
    });
  }
  const trunk = {
    settings: { name: 'x' },
    password: keeper.make('password of the trunk'),
    requestId: 'none',
  };
  await admin.tell('PUT', '/api/telephony/trunks/carrier', trunk);
  await admin.tell('PUT', '/api/telephony/trunks/carrier', {
    ...trunk,
    password: { secret: trunk.password },
  });
  const test = { link: link.url, lead: '{"caller_id":"nobody"}', key: link.key };
  await admin.tell('POST', '/api/links/test', test);
  await admin.tell('POST', '/api/links/test', { ...test, link: `${link.url}x` });
  const own = { currentPassword: trunk.password, newPassword: 'short', requestId: 'none' };
  await admin.tell('PUT', '/api/session/password', own);
}

async function misuseAtIngest(
  vendor: TellingBrowser,
  keeper: SecretKeeper,
  { token }: LinkSecrets,
): Promise<void> {
  for (const secret of [...keeper.secrets.values()].map((each) => encodeURIComponent(each))) {
    for (const path of [
      `${token}/leads`,
      `${token}/leads/batch`,
      `${token}/ping`,
      `${token}/conversions`,
      `${secret}/leads`,
    ]) {
      const to = `/v1/links/${path}`;
      const headers = { Authorization: `Bearer ${secret}`, 'X-API-Key': secret, 'Idempotency-Key': secret };
      await vendor.tell('POST', to, { caller_id: secret, [secret]: secret }, headers);
      await vendor.tell('POST', to, `{"caller_id":"${secret}`, {
        'webhook-signature': `v1,${secret}`,
        'webhook-id': secret,
      });
      await vendor.tell('POST', to, `caller_id=${secret}`, { 'Content-Type': 'text/xml' });
    }
    await vendor.tell('GET', `/v1/links/${token}/leads?key=${secret}`);
    await vendor.tell('GET', `/v1/links/${secret}%zz/leads`);
    await vendor.tell('GET', `/v1/links/${token}%zz/leads?${secret}`);
    await vendor.tell('GET', `/v1/vendors/${secret}%zz`);
    await vendor.tell('GET', `/${secret}`);
  }
}

/** Every reading endpoint, the audit and all exports among them. The session's own page gets its form token on purpose. */
async function readEverything(admin: TellingBrowser): Promise<void> {
  for (const { method, path } of endpoints) {
    if (method !== 'get' || path === '/desk/events' || path === '/session') continue;
    await admin.tell('GET', `/api${path.replace(/:\w+/g, 'thing')}`);
  }
  await admin.tell('GET', '/api/audit?scope=installation&pageSize=100');
  await admin.tell('GET', '/api/audit/export?scope=installation');
}

/** Every file of the data folder: the bus with all events, each service's store, what was left beside them. */
function leaksInFiles(folder: string, { secrets }: SecretKeeper): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  assert.ok(files.some(({ name }) => name === 'bus.db'));
  return files.flatMap(({ parentPath, name: file }) => {
    const bytes = readFileSync(join(parentPath, file));
    return [...secrets]
      .filter(([name, secret]) => KEPT[name] !== file && bytes.includes(secret))
      .map(([name]) => `${name} in ${file}`);
  });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CreatedIngestLink, IngestLinkPage } from '../src/app/views/settings.ts';
import { Client, newRequestId } from './_client.ts';
import { startConsole } from './_harness.ts';

test('R-27 R-28 custom parameters are declared, relabelled and deleted', async () => {
  await using harness = await startConsole();
  const sue = await Client.signedIn(harness, 'sue');
  const put = (label: string) =>
    sue.send('PUT', '/api/custom-parameters', { requestId: newRequestId(), name: 'age', label });
  const list = async () =>
    (await sue.get<{ parameters: unknown[] }>('/api/custom-parameters')).body.parameters;
  assert.equal((await put('Age')).status, 200);
  assert.equal((await put('Age in years')).status, 200);
  assert.deepEqual(await list(), [{ name: 'age', label: 'Age in years', type: 'text', choices: [] }]);
  const deletion = await sue.send('DELETE', `/api/custom-parameters/age?requestId=${newRequestId()}`);
  assert.equal(deletion.status, 204);
  assert.deepEqual(await list(), []);
  for (const name of ['', 'with space', '1st', '__proto__', 'a.b', '$where', 'x'.repeat(65)]) {
    const refused = await sue.send('PUT', '/api/custom-parameters', {
      requestId: newRequestId(),
      name,
      label: 'L',
    });
    assert.equal(refused.status, 422, name);
  }
});

test('R-31 a link is generated for one vendor in one campaign; its token is shown once; revoking ends it', async () => {
  await using harness = await startConsole({ config: { CONSOLE_INGEST_ORIGIN: 'https://in.example.org' } });
  const sue = await Client.signedIn(harness, 'sue');
  const created = await sue.post<CreatedIngestLink>('/api/campaigns/solar/links', {
    requestId: newRequestId(),
    vendorId: 'sun',
    vendorName: 'Sun & Co',
    defaultCountry: 'US',
  });
  assert.equal(created.status, 200);
  assert.equal(created.body.url, `https://in.example.org/v1/links/${created.body.token}/leads`);
  const path = '/api/campaigns/solar/links';
  const list = await sue.get<IngestLinkPage>(path);
  assert.deepEqual(
    list.body.links.map(({ vendorName, revoked }) => [vendorName, revoked]),
    [['Sun & Co', false]],
  );
  assert.ok(!JSON.stringify(list.body).includes(created.body.token));
  const revoked = await sue.post(`/api/links/${created.body.link.ingestLinkId}/revoke`, {
    requestId: newRequestId(),
  });
  assert.equal(revoked.status, 200);
  assert.equal((await sue.get<IngestLinkPage>(path)).body.links[0]?.revoked, true);
});

test('an agent gets the campaigns they work in, others those of the process', async () => {
  await using harness = await startConsole();
  const solar = harness.leadStore.campaigns.get('solar');
  assert.ok(solar);
  harness.leadStore.campaigns.set('wind', { ...solar, campaignId: 'wind', name: 'Wind', agentIds: ['bob'] });
  const names = async (username: string): Promise<string[]> => {
    const client = await Client.signedIn(harness, username);
    const answer = await client.get<{ campaigns: { name: string }[] }>('/api/campaigns');
    return answer.body.campaigns.map(({ name }) => name);
  };
  assert.deepEqual(await names('ann'), ['Solar roofs']);
  assert.deepEqual(await names('sue'), ['Solar roofs', 'Wind']);
});

test('users.ensure brings roles and name up to date, keeps the password, and refuses weak ones', async () => {
  await using harness = await startConsole();
  const { users } = harness.service;
  const kim = {
    userId: 'kim',
    username: 'Kim',
    name: 'Kim',
    password: 'first password',
    roles: ['agent'],
    processIds: ['p1'],
  } as const;
  assert.equal(await users.ensure(kim), 'kim');
  assert.equal(
    await users.ensure({ ...kim, name: 'Kim K.', password: 'other password', roles: ['supervisor'] }),
    'kim',
  );
  const client = new Client(harness.url);
  const answer = await client.signIn('kim', 'first password');
  assert.deepEqual([answer.body.name, answer.body.roles], ['Kim K.', ['supervisor']]);
  await assert.rejects(users.create({ ...kim, userId: 'k2', username: 'k2', password: 'short' }), {
    reason: 'INVALID_ARGUMENT',
  });
  await assert.rejects(users.create({ ...kim, userId: 'k3' }), { reason: 'USERNAME_TAKEN' });
});

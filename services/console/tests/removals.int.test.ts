import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RemovalDeliveryPage, RemovalTargetWithSecret } from '../src/app/views/removals.ts';
import { Client, newRequestId } from './_client.ts';
import { startConsole } from './_harness.ts';

test('R-136 console/30 an address is added with a secret that is shown once, rotated, and deleted', async () => {
  await using harness = await startConsole();
  const adam = await Client.signedIn(harness, 'adam');
  const body = { requestId: newRequestId(), name: 'CRM', url: 'https://crm.example.org/hook' };
  const made = await adam.post<RemovalTargetWithSecret>('/api/removal-targets', body);
  assert.equal(made.body.secret, 'whsec_c2VjcmV0');
  const { targetId } = made.body.target;
  const path = `/api/removal-targets/${targetId}`;
  const rotated = await adam.post<RemovalTargetWithSecret>(`${path}/secrets`, { requestId: newRequestId() });
  assert.deepEqual([rotated.body.secret, rotated.body.target.secrets.length], ['whsec_bmV3', 2]);
  const ended = await adam.post<RemovalTargetWithSecret>(`${path}/secrets`, {
    requestId: newRequestId(),
    endSecretId: 'secret-1',
  });
  assert.deepEqual([ended.body.secret, ended.body.target.secrets.length], ['', 1]);
  assert.ok(!JSON.stringify((await adam.get('/api/removal-targets')).body).includes('whsec_'));
  assert.equal((await adam.send('DELETE', `${path}?requestId=${newRequestId()}`)).status, 204);
  assert.deepEqual((await adam.get('/api/removal-targets')).body, { targets: [] });
  const refused = await adam.post('/api/removal-targets', {
    ...body,
    requestId: newRequestId(),
    url: 'http://10.0.0.1/',
  });
  assert.deepEqual([refused.status, refused.body.reason], [422, 'WEBHOOK_URL_REFUSED']);
});

test('R-136 a message that failed is seen with its reason and sent again', async () => {
  await using harness = await startConsole();
  const adam = await Client.signedIn(harness, 'adam');
  const body = { requestId: newRequestId(), name: 'CRM', url: 'https://crm.example.org/hook' };
  await adam.post('/api/removal-targets', body);
  const [target] = harness.removals.targets.values();
  assert.ok(target);
  harness.removals.fail('lead-1', target, 'http_500');
  const list = async (state: string) =>
    (await adam.get<RemovalDeliveryPage>(`/api/removal-deliveries?state=${state}`)).body.deliveries;
  const [failed] = await list('failed');
  assert.deepEqual([failed?.leadId, failed?.lastProblem, failed?.canRetry], ['lead-1', 'http_500', true]);
  const path = `/api/removal-deliveries/${failed?.deliveryId}/retry`;
  assert.equal((await adam.post(path, { requestId: newRequestId() })).status, 200);
  assert.equal((await list('failed')).length, 0);
  assert.equal((await list('pending')).length, 1);
});

import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openSqliteStore, openSqliteThread } from '@firstring/store/sqlite';
import type { AuditPage, AuditRow, AuditVerdict } from '../src/app/views/audit.ts';
import { AUDIT_ACTIONS } from '../src/domain/audit/actions.ts';
import { AUDIT_RECORDS, recordId, type AuditRecordDoc } from '../src/store/audit.ts';
import { createEndpoints, type EndpointsDeps } from '../src/transport/http/endpoints.ts';
import type { Endpoint } from '../src/transport/http/endpoint.ts';
import { Client, newRequestId } from './_client.ts';
import { startConsole } from './_harness.ts';

// Building the table calls nothing: handlers reach for what they need when they are called.
const endpoints = createEndpoints({} as EndpointsDeps);

async function read(client: Client, query = ''): Promise<readonly AuditRow[]> {
  const answer = await client.get<AuditPage>(`/api/audit?pageSize=100${query}`);
  assert.equal(answer.status, 200);
  return answer.body.records;
}

const isRecorded = ({ audit }: Endpoint): boolean => audit !== undefined && 'action' in audit;

test('I14 each call of each endpoint that changes something is exactly one record, whatever comes of it', async () => {
  await using harness = await startConsole();
  const adam = await Client.signedIn(harness, 'adam');
  const length = async (): Promise<number> => {
    const chains = ['process', 'installation'].map((scope) =>
      adam.get<AuditVerdict>(`/api/audit/verdict?scope=${scope}`),
    );
    return (await Promise.all(chains)).reduce((sum, { body }) => sum + body.sequence, 0);
  };
  const permissions = new Set((await adam.get<{ permissions: string[] }>('/api/session')).body.permissions);
  for (const endpoint of endpoints) {
    const { method, path, needs } = endpoint;
    if (method === 'get' || path === '/session') continue;
    const before = await length();
    await adam.send(
      method.toUpperCase(),
      `/api${path.replace(/:\w+/g, 'thing')}`,
      method === 'delete' ? undefined : {},
    );
    const denied = needs.length > 0 && !needs.some((permission) => permissions.has(permission));
    const expected = denied || isRecorded(endpoint) ? 1 : 0;
    assert.equal((await length()) - before, expected, `${method} ${path}`);
  }
});

test('I14 every endpoint that changes something says what the audit writes, or why nothing', () => {
  for (const { method, path, audit } of endpoints)
    if (method !== 'get' && 'unaudited' in audit) assert.ok(audit.unaudited.length > 20, path);
});

test('I14 each action has one endpoint, so a record says what was asked for, and no action is without one', () => {
  const used = endpoints.flatMap(({ audit }) =>
    audit !== undefined && 'action' in audit ? [audit.action] : [],
  );
  const signingIn = 'session.start';
  assert.deepEqual([...used, signingIn].toSorted(), AUDIT_ACTIONS.toSorted());
});

test('I14 a record says who, what, which, when, from where, what came of it, and hashes instead of the thing', async () => {
  await using harness = await startConsole();
  harness.leadStore.add({ leadId: 'lea', phone: '+12025550123', firstName: 'Lea' });
  const [adam, sue] = [await Client.signedIn(harness, 'adam'), await Client.signedIn(harness, 'sue')];
  const requestId = newRequestId();
  await sue.send('PUT', '/api/custom-parameters', { requestId, name: 'age', label: 'Age' });
  assert.equal((await sue.get('/api/leads/lea')).status, 200);
  const [opened, put] = await read(adam);
  assert.ok(opened && put);
  assert.deepEqual(
    [put.who.userId, put.userName, put.who.roles, put.who.address, put.action, put.resourceId],
    ['sue', 'Sue Stone', ['supervisor'], '127.0.0.1', 'custom-parameter.put', 'age'],
  );
  assert.deepEqual([put.outcome, put.reason, put.requestId], ['done', '', requestId]);
  assert.match(put.afterHash, /^[0-9a-f]{64}$/);
  assert.match(put.who.session, /^[0-9a-f]{16}$/);
  assert.deepEqual(
    [opened.action, opened.resourceId, opened.sequence],
    ['lead.open', 'lea', put.sequence + 1],
  );
  assert.equal(opened.previousHash, put.hash);
  assert.ok(!JSON.stringify([opened, put]).includes('Lea'));
});

test('console/34 console/35 refusals are recorded: a right that is missing, a process that is not theirs, a name that is wrong', async () => {
  await using harness = await startConsole();
  const [adam, ann] = [await Client.signedIn(harness, 'adam'), await Client.signedIn(harness, 'ann')];
  await ann.get('/api/users');
  await ann.get('/api/campaigns?processId=p2');
  await new Client(harness.url).signIn('ann', 'wrong password');
  await new Client(harness.url).signIn('my secret password', 'ann');
  const inside = await read(adam);
  assert.deepEqual(
    inside.map(({ who, action, outcome, reason }) => [who.userId, action, outcome, reason]),
    [['ann', 'users.get', 'refused', 'PERMISSION_DENIED']],
  );
  const outside = await read(adam, '&scope=installation');
  assert.deepEqual(
    outside.slice(0, 3).map(({ who, action, reason }) => [who.userId, action, reason]),
    [
      ['', 'session.start', 'SIGN_IN_FAILED'],
      ['ann', 'session.start', 'SIGN_IN_FAILED'],
      ['ann', 'campaigns.get', 'PROCESS_NOT_FOUND'],
    ],
  );
  assert.ok(!JSON.stringify(outside).includes('my secret password'));
});

test('the audit is found by who, what, which and when, a page at a time, and taken away whole', async () => {
  await using harness = await startConsole();
  const [adam, sue] = [await Client.signedIn(harness, 'adam'), await Client.signedIn(harness, 'sue')];
  for (const name of ['a', 'b', 'c', 'd', 'e'])
    await (name < 'c' ? adam : sue).send('PUT', '/api/custom-parameters', {
      requestId: newRequestId(),
      name,
      label: name,
    });
  await sue.send('DELETE', `/api/custom-parameters/a?requestId=${newRequestId()}`);
  const things = async (query: string): Promise<string> =>
    (await read(adam, query)).map(({ resourceId }) => resourceId).join('');
  assert.equal(await things(''), 'aedcba');
  assert.equal(await things('&userId=sue'), 'aedc');
  assert.equal(await things('&userId=sue&action=custom-parameter.put'), 'edc');
  assert.equal(await things('&resourceId=a'), 'aa');
  assert.equal(await things('&fromAt=1&toAt=2'), '');
  const first = await adam.get<AuditPage>('/api/audit?pageSize=4');
  const second = await adam.get<AuditPage>(
    `/api/audit?pageSize=4&pageToken=${encodeURIComponent(first.body.nextPageToken)}`,
  );
  assert.equal([...first.body.records, ...second.body.records].length, 6);
  const file = await adam.get<string>('/api/audit/export?userId=adam');
  assert.match(
    file.headers.get('content-disposition') ?? '',
    /attachment; filename="audit-process-p1.ndjson"/,
  );
  const lines = file.body.trimEnd().split('\n');
  assert.equal(lines.length, 2);
  assert.equal((await read(adam))[0]?.action, 'audit.export');
  for (const bad of ['userId=$ne', 'action=%27%20OR', 'fromAt=-1', 'pageSize=1000000000', 'scope=all'])
    assert.equal((await adam.get(`/api/audit?${bad}`)).status, 422, bad);
});

test('console/50 I14 a record changed in the store file is found after a restart, and named', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'audit-')), 'console.db');
  await using thread = openSqliteThread();
  {
    await using store = await openSqliteStore(thread, { file });
    await using harness = await startConsole({ store });
    const adam = await Client.signedIn(harness, 'adam');
    for (const name of ['a', 'b', 'c'])
      await adam.send('PUT', '/api/custom-parameters', { requestId: newRequestId(), name, label: name });
    const { body } = await adam.get<AuditVerdict>('/api/audit/verdict');
    assert.deepEqual([body.sequence, body.broken], [3, null]);
  }
  {
    await using store = await openSqliteStore(thread, { file });
    const records = store.collection<AuditRecordDoc>(AUDIT_RECORDS);
    await store.ready();
    const id = recordId('process:p1', 2);
    const second = await records.get(id);
    assert.ok(second);
    await records.put({
      id,
      doc: { ...second.doc, who: { ...second.doc.who, userId: 'sue' } },
      expectedVersion: second.version,
    });
  }
  await using store = await openSqliteStore(thread, { file });
  await using harness = await startConsole({ store });
  const adam = await Client.signedIn(harness, 'adam');
  await adam.send('PUT', '/api/custom-parameters', { requestId: newRequestId(), name: 'd', label: 'D' });
  const { body } = await adam.get<AuditVerdict>('/api/audit/verdict');
  assert.deepEqual([body.sequence, body.broken], [1, { sequence: 2, fault: 'changed' }]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditPage } from '../src/app/views/audit.ts';
import type { TableView, TableViews } from '../src/app/views/table-views.ts';
import { Client, newRequestId, type Answer } from './_client.ts';
import { startConsole, type Harness } from './_harness.ts';

const HOT = { table: 'leads', name: 'Hot leads', shared: false, query: { status: 'new', sort: 'phone1' } };

function create(client: Client, change: object = {}): Promise<Answer<TableView & { reason?: string }>> {
  return client.send('POST', '/api/views', { ...HOT, requestId: newRequestId(), ...change });
}

async function namesFor(client: Client, table = 'leads'): Promise<readonly string[]> {
  const { status, body } = await client.get<TableViews>(`/api/views?table=${table}`);
  assert.equal(status, 200);
  return body.views.map(({ name }) => name);
}

async function people(harness: Harness) {
  const [adam, sue, vera, alan, ann] = await Promise.all(
    ['adam', 'sue', 'vera', 'alan', 'ann'].map((name) => Client.signedIn(harness, name)),
  );
  assert.ok(adam && sue && vera && alan && ann);
  return { adam, sue, vera, alan, ann };
}

test('a view is one’s own, or everybody’s who reads the table', async () => {
  await using harness = await startConsole();
  const { adam, sue, alan, ann, vera } = await people(harness);
  const own = await create(sue);
  assert.deepEqual([own.status, own.body.version, own.body.editable], [200, 1, true]);
  assert.equal((await create(sue, { name: 'Team', shared: true })).status, 200);
  assert.deepEqual(await namesFor(sue), ['Hot leads', 'Team']);
  assert.deepEqual(await namesFor(adam), ['Team']);
  assert.deepEqual(await namesFor(sue, 'calls'), []);
  for (const client of [alan, ann, vera]) {
    const answer = await client.get('/api/views?table=leads');
    assert.deepEqual([answer.status, answer.body.reason], [403, 'PERMISSION_DENIED']);
  }
  const calls = { table: 'calls', query: { agent: 'ann' } };
  assert.equal((await create(alan, calls)).status, 200);
  assert.equal((await create(alan, { ...calls, shared: true })).body.reason, 'PERMISSION_DENIED');
});

test('a view is renamed, updated and deleted by whoever may; each is in the audit once', async () => {
  await using harness = await startConsole();
  const { adam, sue, alan } = await people(harness);
  const { viewId, version } = (
    await create(sue, { table: 'report-rates', query: { by: 'agent' }, shared: true })
  ).body;
  const path = `/api/views/${viewId}`;
  const change = { ...HOT, table: 'report-rates', query: { by: 'agent' }, shared: true, version };
  const rename = { ...change, name: 'By agent' };
  const refused = await alan.send('PUT', path, { ...rename, requestId: newRequestId() });
  assert.deepEqual([refused.status, refused.body.reason], [403, 'PERMISSION_DENIED']);
  const renamed = await adam.send<TableView>('PUT', path, { ...rename, requestId: newRequestId() });
  assert.deepEqual([renamed.body.name, renamed.body.version], ['By agent', 2]);
  const late = await sue.send('PUT', path, { ...change, name: 'Mine', requestId: newRequestId() });
  assert.deepEqual([late.status, late.body.reason], [409, 'VERSION_CONFLICT']);
  assert.deepEqual(await namesFor(alan, 'report-rates'), ['By agent']);
  const ofTable = `${path}?table=report-rates&shared=true&requestId=`;
  assert.equal((await alan.send('DELETE', ofTable + newRequestId())).status, 403);
  assert.equal((await sue.send('DELETE', ofTable + newRequestId())).status, 204);
  assert.equal((await sue.send('DELETE', ofTable + newRequestId())).status, 204);
  assert.deepEqual(await namesFor(adam, 'report-rates'), []);
  const { records } = (await adam.get<AuditPage>('/api/audit?pageSize=100')).body;
  const done = records.filter(({ action, outcome }) => action.startsWith('view.') && outcome === 'done');
  assert.deepEqual(done.map(({ action, who }) => `${who.userId} ${action}`).toReversed(), [
    'sue view.create',
    'adam view.update',
    'sue view.delete',
    'sue view.delete',
  ]);
});

test('console/35 the views of one process are not there in another', async () => {
  await using harness = await startConsole();
  await harness.service.users.ensure({
    userId: 'far',
    username: 'far',
    name: 'Far Away',
    password: 'correct horse battery',
    roles: ['supervisor'],
    processIds: ['p2'],
  });
  const [sue, far] = [await Client.signedIn(harness, 'sue'), await Client.signedIn(harness, 'far')];
  await create(sue, { shared: true });
  assert.deepEqual(await namesFor(far), []);
  assert.equal((await far.get('/api/views?table=leads&processId=p1')).status, 404);
});

test('of many at one moment a table keeps 25 views a person, and the same request keeps one', async () => {
  await using harness = await startConsole();
  const sue = await Client.signedIn(harness, 'sue');
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, at) => create(sue, { name: `View ${at}` })),
  );
  assert.equal(answers.filter(({ status }) => status === 200).length, 25);
  const refused = answers.filter(({ status }) => status !== 200);
  assert.ok(refused.every(({ body }) => body.reason === 'VIEW_LIMIT'));
  const shared = { shared: true, requestId: newRequestId() };
  const [one, two] = [await create(sue, shared), await create(sue, shared)];
  assert.deepEqual(one.body, two.body);
  assert.equal((await create(sue, { shared: true, name: 'HOT LEADS' })).body.reason, 'VIEW_NAME_TAKEN');
});

const BAD: Readonly<Record<string, object>> = {
  'a table that is none': { table: 'passwords' },
  'a table of the prototype': { table: 'constructor' },
  'no name': { name: '  ' },
  'a name without end': { name: 'x'.repeat(81) },
  'a name with control characters': { name: 'a\u0000b' },
  'a search, which may name a person': { query: { search: '+12025550123' } },
  'the page': { query: { page: 'token' } },
  'a part of another table': { query: { by: 'agent' } },
  'an operator': { query: { status: { $gt: '' } } },
  'a value without end': { query: { columns: 'x'.repeat(1025) } },
  'a number': { query: { status: 7 } },
  'a query that is none': { query: 'status=new' },
  'somebody else': { userId: 'adam' },
  'neither own nor shared': { shared: 'yes' },
};

test('a view that is none is refused, and changes nothing', async () => {
  await using harness = await startConsole();
  const sue = await Client.signedIn(harness, 'sue');
  for (const [what, change] of Object.entries(BAD)) {
    const answer = await create(sue, change);
    assert.deepEqual([answer.status, answer.body.reason], [422, 'INVALID_ARGUMENT'], what);
  }
  assert.deepEqual(await namesFor(sue), []);
  const prototype = `{"requestId":"${newRequestId()}","table":"leads","name":"x","shared":false,"query":{"__proto__":"x"}}`;
  assert.deepEqual((await sue.send<TableView>('POST', '/api/views', prototype)).body.query, {});
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FilterLevel } from '@firstring/contracts/leads/filter';
import type { FilterClause } from '@firstring/domain/filters';
import { encodeFilterClause } from '@firstring/service-kit/filter-wire';
import type { FilterView, ImpactView } from '../src/app/views/filters.ts';
import type { LeadPage } from '../src/app/views/leads.ts';
import { Client, newRequestId } from './_client.ts';
import { startConsole } from './_harness.ts';

const ANNS: FilterClause = {
  type: 'clause',
  match: 'all',
  nodes: [{ type: 'condition', attribute: 'first_name', operator: '=', negated: false, values: ['ann'] }],
};

function body(change: object = {}) {
  return {
    requestId: newRequestId(),
    version: '0',
    level: 'system',
    name: 'Anns',
    description: 'Everybody called Ann',
    root: ANNS,
    enabled: true,
    ...change,
  };
}

test('R-106 R-113 R-114 administrators change system filters, supervisors campaign filters and no system filter', async () => {
  await using harness = await startConsole();
  const [adam, sue] = [await Client.signedIn(harness, 'adam'), await Client.signedIn(harness, 'sue')];
  const made = await adam.send<FilterView>('POST', '/api/filters', body());
  assert.equal(made.status, 200);
  const path = `/api/filters/${made.body.filterId}`;
  const tries = [
    await sue.send('PUT', path, body({ version: '1', name: 'Mine' })),
    await sue.send('PUT', path, body({ version: '1', level: 'campaign', campaignId: 'solar' })),
    await sue.send('PUT', `${path}/enabled`, { requestId: newRequestId(), enabled: false }),
    await sue.send('PUT', `${path}/enabled`, { requestId: newRequestId(), enabled: true }),
    await sue.send('DELETE', `${path}?requestId=${newRequestId()}`),
    await sue.send('POST', '/api/filters', body()),
  ];
  assert.deepEqual(
    tries.map(({ status }) => status),
    [403, 403, 403, 403, 403, 403],
  );
  const own = await sue.send<FilterView>(
    'POST',
    '/api/filters',
    body({ level: 'campaign', campaignId: 'solar' }),
  );
  assert.equal(own.status, 200);
  const ownPath = `/api/filters/${own.body.filterId}`;
  const change = body({ version: '1', level: 'campaign', campaignId: 'solar', name: 'Changed' });
  assert.equal((await sue.send<FilterView>('PUT', ownPath, change)).body.name, 'Changed');
  assert.equal((await sue.send('DELETE', `${ownPath}?requestId=${newRequestId()}`)).status, 204);
});

test('R-118 supervisors make campaign groups and no system groups', async () => {
  await using harness = await startConsole();
  const sue = await Client.signedIn(harness, 'sue');
  const group = { ...body(), root: undefined, layers: [{ filterId: 'p1', layers: [] }], policies: [] };
  assert.equal((await sue.send('POST', '/api/filter-groups', group)).status, 403);
  const own = { ...group, requestId: newRequestId(), level: 'campaign', campaignId: 'solar' };
  assert.equal((await sue.send('POST', '/api/filter-groups', own)).status, 200);
});

test('R-121 the sixth policy of a group is refused with its reason', async () => {
  await using harness = await startConsole();
  const adam = await Client.signedIn(harness, 'adam');
  const policies = Array.from({ length: 6 }, () => ({ type: 'attempts', direction: 'asc' }));
  const group = { ...body(), root: undefined, layers: [{ filterId: 'p1', layers: [] }], policies };
  const answer = await adam.send('POST', '/api/filter-groups', group);
  assert.deepEqual([answer.status, answer.body.reason], [422, 'TOO_MANY_POLICIES']);
});

test('R-116 without the entitlement groups are refused', async () => {
  await using harness = await startConsole();
  const adam = await Client.signedIn(harness, 'adam');
  const off = { requestId: newRequestId(), allowed: false };
  assert.equal((await adam.send('PUT', '/api/filter-group-entitlement', off)).status, 204);
  const answer = await adam.send('GET', '/api/filter-groups');
  assert.deepEqual([answer.status, answer.body.reason], [403, 'FILTER_GROUPS_OFF']);
});

test('R-107 the field that is empty is named', async () => {
  await using harness = await startConsole();
  const adam = await Client.signedIn(harness, 'adam');
  for (const field of ['name', 'description']) {
    const answer = await adam.send('POST', '/api/filters', body({ [field]: ' ' }));
    assert.deepEqual([answer.status, answer.body.field], [422, field]);
  }
});

test('R-83 a segment is seen by its owner, by others once it is shared, and changed by its owner alone', async () => {
  await using harness = await startConsole();
  const [adam, sue] = [await Client.signedIn(harness, 'adam'), await Client.signedIn(harness, 'sue')];
  const segment = { level: 'segment', description: '' };
  const made = await sue.send<FilterView>('POST', '/api/filters', body(segment));
  assert.equal(made.status, 200);
  const path = `/api/filters/${made.body.filterId}`;
  assert.equal((await adam.send('GET', path)).status, 404);
  assert.equal((await adam.send('GET', `/api/leads?filterId=${made.body.filterId}`)).status, 404);
  await sue.send('PUT', path, body({ ...segment, version: '1', shared: true }));
  assert.equal((await adam.get<FilterView>(path)).body.editable, false);
  const change = body({ ...segment, version: '2', shared: true });
  assert.equal((await adam.send('PUT', path, change)).status, 403);
});

test('R-83 a segment that agents have is no secret: whoever writes filters sees it and may take it from them', async () => {
  await using harness = await startConsole();
  const [adam, sue] = [await Client.signedIn(harness, 'adam'), await Client.signedIn(harness, 'sue')];
  const segment = { level: 'segment', description: '', agentIds: ['ann'] };
  const made = await sue.send<FilterView>('POST', '/api/filters', body(segment));
  assert.deepEqual([made.status, made.body.agentIds], [200, ['ann']]);
  const path = `/api/filters/${made.body.filterId}`;
  const seen = await adam.get<FilterView>(path);
  assert.deepEqual([seen.body.ownerUserId, seen.body.editable], [made.body.ownerUserId, true]);
  assert.equal((await adam.send('GET', `/api/leads?filterId=${made.body.filterId}`)).status, 200);
  assert.equal((await adam.send('PUT', path, body({ ...segment, version: '1', agentIds: [] }))).status, 200);
  assert.equal((await adam.send('GET', path)).status, 404);
});

test('R-112 a tree is counted without being stored', async () => {
  await using harness = await startConsole();
  harness.leadStore.add({ leadId: 'l1', phone: '+12025550001', firstName: 'Ann' });
  harness.leadStore.add({ leadId: 'l2', phone: '+12025550002', firstName: 'Bea' });
  const sue = await Client.signedIn(harness, 'sue');
  const answer = await sue.send<ImpactView>('POST', '/api/filters/impact', { root: ANNS });
  assert.deepEqual([answer.body.filtered, answer.body.dialable], [1, 1]);
});

test('R-26 the table is filtered, sorted and exported with formulas made harmless', async () => {
  await using harness = await startConsole();
  const names = ['Ann', 'Bea', 'ANN', '=1+1'];
  names.forEach((firstName, index) =>
    harness.leadStore.add({ leadId: `l${index}`, phone: `+1202555000${index}`, firstName, lastName: 'X' }),
  );
  harness.filters.addFilter({
    filterId: 'anns',
    level: FilterLevel.FILTER_LEVEL_SYSTEM,
    name: 'Anns',
    root: encodeFilterClause(ANNS),
  });
  const sue = await Client.signedIn(harness, 'sue');
  const filtered = await sue.get<LeadPage>('/api/leads?filterId=anns');
  assert.equal(filtered.body.total, 2);
  const headers = { Cookie: sue.cookie };
  const response = await fetch(`${harness.url}/api/leads/export?sort=first_name&direction=asc`, { headers });
  const [head, first] = (await response.text()).split('\r\n');
  assert.match(head ?? '', /^id,status,caller_id,first_name/);
  assert.match(first ?? '', /^l3,new,\+12025550003,'=1\+1,X/);
  assert.equal(response.headers.get('content-type'), 'text/csv; charset=utf-8');
});

for (const [row, query] of [
  ['console/42', 'pageSize=1000000000'],
  ['console/42', 'pageSize=-1'],
  ['console/42', 'sort=$x'],
  ['console/42', 'direction=sideways'],
] as const) {
  test(`${row} refuses ?${query}`, async () => {
    await using harness = await startConsole();
    const sue = await Client.signedIn(harness, 'sue');
    assert.equal((await sue.send('GET', `/api/leads?${query}`)).status, 422);
  });
}

test('console/17 console/20 a tree that is none, or too deep, is refused before anybody evaluates it', async () => {
  await using harness = await startConsole();
  const adam = await Client.signedIn(harness, 'adam');
  let deep: object = ANNS;
  for (let level = 0; level < 200; level += 1) deep = { type: 'clause', match: 'any', nodes: [deep] };
  for (const root of [{ $where: 'sleep(9999)' }, deep, { ...ANNS, match: 'some' }, [], 'all']) {
    const answer = await adam.send('POST', '/api/filters/impact', { root });
    assert.equal(answer.status, 422);
  }
});

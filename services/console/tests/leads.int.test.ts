import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallPage, LeadPage, LeadView } from '../src/app/views/leads.ts';
import { Client, newRequestId } from './_client.ts';
import { startConsole } from './_harness.ts';
import { furnish } from './_scene.ts';

test('R-26 R-32 R-38 R-39 leads are listed with status, campaign and vendor, searched by each field and filtered', async () => {
  await using harness = await startConsole();
  furnish(harness);
  const sue = await Client.signedIn(harness, 'sue');
  const all = await sue.get<LeadPage>('/api/leads');
  assert.equal(all.body.leads.length, 8);
  const [lea] = all.body.leads;
  assert.deepEqual([lea?.status, lea?.campaignName, lea?.vendorName], ['new', 'Solar roofs', 'Bright Leads']);
  for (const search of ['+12025550123', 'Lea', 'lindq', 'lea.lindqvist@']) {
    const found = await sue.get<LeadPage>(`/api/leads?search=${encodeURIComponent(search)}`);
    assert.deepEqual(
      found.body.leads.map(({ leadId }) => leadId),
      ['lea'],
      search,
    );
  }
  const converted = await sue.get<LeadPage>('/api/leads?status=converted');
  assert.deepEqual(
    converted.body.leads.map(({ firstName }) => firstName),
    ['Olga', 'Rosa'],
  );
});

test('pages follow each other without a gap, and nonsense in the query is refused', async () => {
  await using harness = await startConsole();
  furnish(harness);
  const sue = await Client.signedIn(harness, 'sue');
  const seen: string[] = [];
  let token = '';
  do {
    const page = await sue.get<LeadPage>(`/api/leads?pageSize=3&pageToken=${token}`);
    seen.push(...page.body.leads.map(({ leadId }) => leadId));
    token = page.body.nextPageToken;
  } while (token !== '');
  assert.deepEqual(seen, [...harness.leadStore.leads.keys()]);
  for (const query of [
    'pageSize=0',
    'pageSize=1e9',
    'pageSize=-1',
    'status=sold',
    'campaignId=a%20b',
    `search=${'x'.repeat(101)}`,
  ]) {
    assert.equal((await sue.get(`/api/leads?${query}`)).status, 422, query);
  }
});

test('R-26 a search that looks like a program is a search for that text', async () => {
  await using harness = await startConsole();
  furnish(harness);
  const sue = await Client.signedIn(harness, 'sue');
  for (const search of ["' OR 1=1 --", '{"$where":"sleep(9999)"}', '<script>alert(1)</script>', '(a+)+$']) {
    const found = await sue.get<LeadPage>(`/api/leads?search=${encodeURIComponent(search)}`);
    assert.deepEqual([found.status, found.body.leads], [200, []]);
    assert.deepEqual(
      harness.leadStore.requests
        .flatMap(({ request }) => ('search' in request ? [request.search] : []))
        .at(-1),
      search,
    );
  }
});

test('R-36 R-37 R-40 one lead shows its id, its creation time, its fixed and its custom parameters', async () => {
  await using harness = await startConsole();
  furnish(harness);
  const sue = await Client.signedIn(harness, 'sue');
  const { body } = await sue.get<LeadView>('/api/leads/lea');
  assert.deepEqual(
    [body.leadId, body.callerId, body.firstName, body.lastName, body.email],
    ['lea', '+12025550123', 'Lea', 'Lindqvist', 'lea.lindqvist@example.org'],
  );
  assert.equal(body.createdAt, harness.leadStore.leads.get('lea')?.createTime?.getTime());
  assert.deepEqual(body.custom, [
    { name: 'monthly_bill', label: 'Monthly bill', value: '$210' },
    { name: 'roof_age', label: 'Age of the roof', value: '12 years' },
  ]);
});

test('R-41 R-42 activity is the calls of that lead, and the call log can be narrowed to them', async () => {
  await using harness = await startConsole();
  furnish(harness);
  const sue = await Client.signedIn(harness, 'sue');
  const activity = await sue.get<CallPage>('/api/leads/lea/activity');
  assert.deepEqual(
    activity.body.calls.map(({ attemptId }) => attemptId),
    ['a2', 'a1'],
  );
  const log = await sue.get<CallPage>('/api/calls?leadId=lea');
  assert.deepEqual(
    log.body.calls.map(({ attemptId, talkMs, leadName }) => [attemptId, talkMs, leadName]),
    [
      ['a2', 95_000, 'Lea Lindqvist'],
      ['a1', 0, 'Lea Lindqvist'],
    ],
  );
});

test('R-44 R-46 R-47 R-48 a deleted lead is gone everywhere, and its calls stay without its name', async () => {
  await using harness = await startConsole();
  furnish(harness);
  const sue = await Client.signedIn(harness, 'sue');
  const before = await sue.get<CallPage>('/api/calls?leadId=lea');
  const deletion = await sue.send('DELETE', `/api/leads/lea?requestId=${newRequestId()}`);
  assert.equal(deletion.status, 204);
  assert.equal((await sue.get('/api/leads/lea')).body.reason, 'LEAD_NOT_FOUND');
  assert.equal((await sue.get('/api/leads/lea/activity')).status, 404);
  const list = await sue.get<LeadPage>('/api/leads');
  assert.ok(!JSON.stringify(list.body).includes('Lindqvist'));
  const after = await sue.get<CallPage>('/api/calls?leadId=lea');
  assert.deepEqual(
    after.body.calls,
    before.body.calls.map((call) => ({ ...call, leadName: '' })),
  );
});

test('R-46 console/49 a lead in a call is not deleted, and the answer says why', async () => {
  await using harness = await startConsole();
  furnish(harness);
  harness.leadStore.inCall.add('lea');
  const sue = await Client.signedIn(harness, 'sue');
  const answer = await sue.send('DELETE', `/api/leads/lea?requestId=${newRequestId()}`);
  assert.deepEqual([answer.status, answer.body.reason], [409, 'LEAD_IN_CALL']);
  assert.equal((await sue.get('/api/leads/lea')).status, 200);
});

test('an analyst sees the call log without the names of leads', async () => {
  await using harness = await startConsole();
  furnish(harness);
  const alan = await Client.signedIn(harness, 'alan');
  const log = await alan.get<CallPage>('/api/calls');
  assert.ok(log.body.calls.length > 0);
  assert.ok(log.body.calls.every(({ leadName }) => leadName === ''));
});

test('console/1 hostile text in every field comes out as JSON that no browser runs', async () => {
  await using harness = await startConsole();
  const hostile = '"><img src=x onerror=alert(1)><script>alert(2)</script>';
  harness.leadStore.add({
    leadId: 'l1',
    phone: '+12025550123',
    firstName: hostile,
    lastName: '{{constructor.constructor("alert(3)")()}}',
    custom: { roof: hostile },
    vendorName: hostile,
  });
  const sue = await Client.signedIn(harness, 'sue');
  const answer = await sue.get<LeadView>('/api/leads/l1');
  assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  assert.equal(answer.body.firstName, hostile);
});

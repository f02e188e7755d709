import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditPage } from '../src/app/views/audit.ts';
import type { NewCallView, OpenedView } from '../src/app/views/desk.ts';
import { Client, newRequestId } from './_client.ts';
import { PASSWORD, startConsole, type Harness } from './_harness.ts';
import { furnish } from './_scene.ts';

const NUMBER = '+13125550188';
const PLACE = { processId: 'p1', campaignId: 'solar' };

async function annAt(harness: Harness): Promise<Client> {
  furnish(harness);
  return Client.signedIn(harness, 'ann');
}

function open(ann: Client, leadId: string, change: object = {}) {
  const body = { requestId: newRequestId(), processId: 'p1', leadId, ...change };
  return ann.post<OpenedView & { reason: string }>('/api/desk/open', body);
}

test('R-69 opening a lead asks the scheduler for the lock, as the agent of the session', async () => {
  await using harness = await startConsole();
  const ann = await annAt(harness);
  const { body } = await open(ann, 'mara', { campaignId: 'solar' });
  assert.deepEqual([body.attemptId, body.fencingToken, body.reasons], ['hand-mara', '7', []]);
  const asked = harness.scheduler.calls.find(({ rpc }) => rpc === 'openLead');
  assert.deepEqual([asked?.request['agentId'], asked?.request['leadId']], ['ann', 'mara']);
  assert.equal((await open(ann, 'mara', { processId: 'p2' })).body.reason, 'PROCESS_NOT_FOUND');
});

test('R-71 a lead that somebody else works on is answered with the reason, in words', async () => {
  await using harness = await startConsole();
  const ann = await annAt(harness);
  const text = 'another agent is working on this number';
  harness.scheduler.refuseOpening = [{ reason: 'LOCKED_BY_OTHER', text }];
  const { body } = await open(ann, 'mara');
  assert.deepEqual(
    body.reasons.map((each) => [each.reason, each.text]),
    [['LOCKED_BY_OTHER', text]],
  );
});

test('R-132 "Create and dial": the lead is stored, opened and dialled; sent again it is the same call', async () => {
  await using harness = await startConsole();
  const ann = await annAt(harness);
  const body = { requestId: newRequestId(), ...PLACE, phones: [NUMBER], firstName: 'Zoe' };
  const first = await ann.post<NewCallView>('/api/desk/new-lead', body);
  assert.deepEqual([first.body.opened, first.body.dialling], [true, true]);
  const { leadId } = first.body;
  assert.equal(harness.leadStore.leads.get(leadId)?.firstName, 'Zoe');
  await ann.post('/api/desk/new-lead', body);
  assert.deepEqual([...harness.scheduler.dialled], [`hand-${leadId}`]);
});

test('R-132 somebody who is a lead already is answered with the lead to open; nothing is opened or dialled', async () => {
  await using harness = await startConsole();
  const ann = await annAt(harness);
  const body = { requestId: newRequestId(), ...PLACE, phones: ['+12025550123'] };
  const answer = await ann.post<{ leadId: string; reason: string }>('/api/desk/new-lead', body);
  assert.deepEqual([answer.status, answer.body.reason, answer.body.leadId], [409, 'LEAD_DUPLICATE', 'lea']);
  assert.deepEqual(harness.scheduler.calls, []);
});

test('R-133 "Dial only": no lead is made, the number is read as it is written in its country', async () => {
  await using harness = await startConsole();
  const ann = await annAt(harness);
  const leads = harness.leadStore.leads.size;
  const body = { requestId: newRequestId(), ...PLACE, phone: '(312) 555-0188', defaultCountry: 'US' };
  const answer = await ann.post<NewCallView>('/api/desk/new-number', body);
  assert.deepEqual([answer.body.leadId, answer.body.dialling], ['', true]);
  const asked = harness.scheduler.calls.find(({ rpc }) => rpc === 'openNumber');
  assert.equal(asked?.request['phone'], NUMBER);
  assert.equal(harness.leadStore.leads.size, leads);
});

test('R-133 emergency, premium and unreadable numbers never get to the scheduler', async () => {
  await using harness = await startConsole();
  const ann = await annAt(harness);
  for (const phone of ['911', '+1 900 555 0123', 'Zoe', '']) {
    const body = { requestId: newRequestId(), ...PLACE, phone, defaultCountry: 'US' };
    const answer = await ann.post('/api/desk/new-number', body);
    assert.equal(answer.body.reason, 'NUMBER_NOT_DIALABLE', phone);
  }
  assert.deepEqual(harness.scheduler.calls, []);
});

test('R-84 R-85 reading a lead takes no lock and changes nothing, for supervisors and administrators', async () => {
  await using harness = await startConsole();
  furnish(harness);
  const before = structuredClone([...harness.claim.guards]);
  for (const user of ['sue', 'adam']) {
    const client = await Client.signedIn(harness, user);
    assert.equal((await client.get('/api/leads/lea')).status, 200);
    assert.equal((await client.get('/api/leads/lea/activity')).status, 200);
  }
  assert.deepEqual([...harness.claim.guards], before);
  assert.deepEqual(harness.scheduler.calls, []);
});

test('A-9 the number that was picked goes with the dial', async () => {
  await using harness = await startConsole();
  const ann = await annAt(harness);
  harness.scheduler.present('ann', { leadId: 'lea' });
  const attempt = { attemptId: 'attempt-lea', fencingToken: '7' };
  await ann.post('/api/desk/dial', { requestId: newRequestId(), ...attempt, phone: NUMBER });
  const dialled = harness.scheduler.calls.find(({ rpc }) => rpc === 'dial');
  assert.equal(dialled?.request['phone'], NUMBER);
});

test('R-140 dialling against the do-not-call list is its own role, asks for a reason, and is audited', async () => {
  await using harness = await startConsole();
  const ann = await annAt(harness);
  const attempt = { attemptId: 'attempt-lea', fencingToken: '7' };
  const ask = { ...attempt, overrideReason: 'asked us in writing to call once more' };
  const override = (client: Client, change: object = {}) =>
    client.post<{ reason: string }>('/api/desk/dial-override', {
      requestId: newRequestId(),
      ...ask,
      ...change,
    });
  harness.scheduler.present('ann', { leadId: 'lea' });
  assert.equal((await override(ann)).body.reason, 'PERMISSION_DENIED', 'being an agent is not enough');
  const beth = { userId: 'beth', username: 'beth', name: 'Beth', processIds: ['p1'] };
  await harness.service.users.ensure({ ...beth, password: PASSWORD, roles: ['agent', 'exclusion_override'] });
  const allowed = await Client.signedIn(harness, 'beth');
  harness.scheduler.present('beth', { leadId: 'lea' });
  assert.equal((await override(allowed, { overrideReason: 'because' })).status, 422);
  assert.equal((await override(allowed)).status, 200);
  const dialled = harness.scheduler.calls.filter(({ rpc }) => rpc === 'dial');
  assert.deepEqual(
    dialled.map(({ request }) => [request['agentId'], request['overrideReason']]),
    [['beth', ask.overrideReason]],
  );
  const adam = await Client.signedIn(harness, 'adam');
  const { body } = await adam.get<AuditPage>('/api/audit?pageSize=100&action=exclusion.override');
  const told = body.records.filter(({ outcome }) => outcome === 'done');
  assert.deepEqual(
    told.map(({ who, resourceId }) => [who.userId, resourceId]),
    [['beth', 'attempt-lea']],
  );
});

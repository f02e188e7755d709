import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LeadView } from '../src/app/views/leads.ts';
import type { SessionView } from '../src/app/views/session.ts';
import type { ProcessSettings } from '../src/app/views/settings.ts';
import { Client, newRequestId, type Problem } from './_client.ts';
import { startConsole } from './_harness.ts';

type Answer = LeadView & Omit<Problem, 'status'>;

const put = (client: Client, leadId: string, change: object) =>
  client.send<Answer>('PUT', `/api/leads/${leadId}`, { requestId: newRequestId(), ...change });

test('R-91 an agent changes what is known of the lead they hold, and of no other', async () => {
  await using harness = await startConsole();
  harness.leadStore.add({ leadId: 'mine', phone: '+12025550123' }, { leadId: 'his', phone: '+12025550124' });
  harness.leadStore.parameters.set('age', { processId: 'p1', name: 'age', label: 'Age' });
  harness.claim.lock('+12025550123', { agentId: 'ann', leadId: 'mine' });
  harness.claim.lock('+12025550124', { agentId: 'bob', leadId: 'his' });
  const ann = await Client.signedIn(harness, 'ann');
  const edited = await put(ann, 'mine', { fencingToken: '7', lastName: 'Lind', custom: { age: '41' } });
  assert.equal(edited.status, 200);
  assert.deepEqual(
    [edited.body.lastName, edited.body.custom],
    ['Lind', [{ name: 'age', label: 'Age', value: '41' }]],
  );
  const stale = await put(ann, 'mine', { fencingToken: '6', lastName: 'Old' });
  assert.deepEqual([stale.status, stale.body.reason], [409, 'STALE_TOKEN']);
  for (const leadId of ['his', 'none']) {
    const refused = await put(ann, leadId, { fencingToken: '7', lastName: 'X' });
    assert.deepEqual([refused.status, refused.body.reason], [404, 'LEAD_NOT_FOUND'], leadId);
  }
  assert.equal(harness.leadStore.leads.get('his')?.lastName, '');
});

test('R-57 a manager says whose lead it is; an agent who holds it does not', async () => {
  await using harness = await startConsole();
  harness.leadStore.add({ leadId: 'mine', phone: '+12025550123' });
  harness.claim.lock('+12025550123', { agentId: 'ann', leadId: 'mine' });
  const ann = await Client.signedIn(harness, 'ann');
  const refused = await put(ann, 'mine', { fencingToken: '7', ownershipCode: 'north' });
  assert.deepEqual([refused.status, refused.body.reason], [403, 'PERMISSION_DENIED']);
  const sue = await Client.signedIn(harness, 'sue');
  const edited = await put(sue, 'mine', { ownershipCode: ' north ' });
  assert.deepEqual([edited.status, edited.body.ownershipCode], [200, 'north']);
  assert.equal((await put(sue, 'mine', { ownershipCode: 'x'.repeat(65) })).body.field, 'ownershipCode');
});

test('R-89 a supervisor changes any lead of the process; what was read must still be so; bad values are named', async () => {
  await using harness = await startConsole();
  harness.leadStore.add(
    { leadId: 'lea', phone: '+12025550123' },
    { leadId: 'far', phone: '+12025550125', processId: 'p2' },
  );
  const sue = await Client.signedIn(harness, 'sue');
  assert.equal((await put(sue, 'lea', { version: 1, firstName: 'Lea' })).body.version, 2);
  assert.equal((await put(sue, 'lea', { version: 1, firstName: 'Late' })).body.reason, 'VERSION_CONFLICT');
  assert.equal((await put(sue, 'far', { firstName: 'X' })).body.reason, 'LEAD_NOT_FOUND');
  const bad: readonly [object, string][] = [
    [{ timeZone: 'Mars/Phobos' }, 'timeZone'],
    [{ firstName: 'a\u0000b' }, 'firstName'],
    [{ email: 'x'.repeat(321) }, 'email'],
    [{ version: -1 }, 'version'],
    [{ processId: 'p2' }, ''],
    [{ callerId: '+12025559999' }, ''],
    [{ lastName: { $gt: '' } }, 'lastName'],
  ];
  for (const [change, field] of bad) {
    const refused = await put(sue, 'lea', change);
    assert.deepEqual([refused.status, refused.body.field], [422, field], JSON.stringify(change));
  }
});

test('R-87 an administrator names a process and its zone, and makes a new one that only they are in', async () => {
  await using harness = await startConsole();
  const adam = await Client.signedIn(harness, 'adam');
  const { body: process } = await adam.get<ProcessSettings>('/api/process');
  const change = (update: object) =>
    adam.send<ProcessSettings & Problem>('PUT', '/api/process', {
      requestId: newRequestId(),
      version: process.version,
      name: process.name,
      timeZone: process.timeZone,
      ...update,
    });
  assert.equal((await change({ name: 'Roofs', timeZone: 'Europe/Berlin' })).body.name, 'Roofs');
  assert.equal((await change({ name: 'Late' })).body.reason, 'VERSION_CONFLICT');
  assert.equal((await change({ timeZone: 'Nowhere' })).status, 422);
  assert.equal((await adam.get('/api/process?processId=p2')).body.reason, 'PROCESS_NOT_FOUND');
  const made = await adam.post<{ processId: string }>('/api/processes', {
    requestId: newRequestId(),
    name: 'Wind',
    timeZone: 'Europe/Berlin',
  });
  const { body: session } = await adam.get<SessionView>('/api/session');
  assert.deepEqual(session.processIds, ['p1', made.body.processId]);
  const sue = await Client.signedIn(harness, 'sue');
  assert.equal((await sue.get(`/api/campaigns?processId=${made.body.processId}`)).status, 404);
});

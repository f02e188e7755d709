import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClaimReason } from '@firstring/contracts/claim/claim_service';
import { systemClock } from '@firstring/kernel/system';
import type { ClaimAgent, ClaimingView, ClaimPage } from '../src/app/views/claims.ts';
import type { UserPage } from '../src/app/views/users.ts';
import { Client, eventually, newRequestId } from './_client.ts';
import { startConsole, type Harness } from './_harness.ts';

const PHONE = '+12025550123';
const HOUR_MS = 3_600_000;

/** Lea and Mara are Ann's; Mara is a callback, given to her by Sue. */
function fill({ leadStore, claim }: Harness): void {
  leadStore.add({ leadId: 'lea', phone: PHONE, firstName: 'Lea', lastName: 'Lindqvist' });
  leadStore.add({ leadId: 'mara', phone: '+12025550124', firstName: 'Mara' });
  claim.owners.add({ leadId: 'lea', agentId: 'ann', phone: PHONE, lockedByAgentId: 'ann' });
  claim.owners.add({
    leadId: 'mara',
    agentId: 'ann',
    phone: '+12025550124',
    reason: ClaimReason.CLAIM_REASON_CALLBACK,
    actorId: 'sue',
    dueTime: new Date(systemClock.now() + HOUR_MS),
  });
  // Erased meanwhile.
  claim.owners.add({ leadId: 'gone', agentId: 'bob', phone: '+12025550125' });
}

const command = (body: object = {}) => ({ requestId: newRequestId(), ...body });

test('R-74 a supervisor sees who owns what, why, since when and by whose word, of all or of one agent', async () => {
  await using harness = await startConsole();
  fill(harness);
  const sue = await Client.signedIn(harness, 'sue');
  const all = await sue.get<ClaimPage>('/api/claims');
  assert.deepEqual(
    all.body.claims.map(({ leadName, agentName, reason, givenBy, lockedByName }) => [
      leadName,
      agentName,
      reason,
      givenBy,
      lockedByName,
    ]),
    [
      ['Lea Lindqvist', 'Ann Adams', 'asked', '', 'Ann Adams'],
      ['Mara', 'Ann Adams', 'callback', 'Sue Stone', ''],
      ['', 'Bob Brown', 'asked', '', ''],
    ],
  );
  const bobs = await sue.get<ClaimPage>('/api/claims?agentId=bob');
  assert.deepEqual(
    bobs.body.claims.map(({ leadId }) => leadId),
    ['gone'],
  );
});

test('R-75 an agent sees their own claims and callbacks with the lead’s zone, page by page, and releases only their own', async () => {
  await using harness = await startConsole();
  fill(harness);
  const ann = await Client.signedIn(harness, 'ann');
  const first = await ann.get<ClaimPage>('/api/desk/claims?pageSize=1');
  assert.deepEqual(
    first.body.claims.map(({ leadId }) => leadId),
    ['lea'],
  );
  const next = await ann.get<ClaimPage>(`/api/desk/claims?pageSize=1&pageToken=${first.body.nextPageToken}`);
  assert.deepEqual(
    next.body.claims.map(({ leadId }) => leadId),
    ['mara'],
  );
  const callbacks = await ann.get<ClaimPage>('/api/desk/claims?callbacks=true');
  assert.deepEqual(
    callbacks.body.claims.map(({ leadId, timeZone }) => [leadId, timeZone]),
    [['mara', 'America/Chicago']],
  );
  const bob = await Client.signedIn(harness, 'bob');
  const refused = await bob.post('/api/desk/claims/lea/release', command());
  assert.equal(refused.body.reason, 'CLAIMED_BY_OTHER');
  assert.equal((await ann.post('/api/desk/claims/lea/release', command())).status, 204);
  assert.equal(harness.claim.owners.claims.has('lea'), false);
  assert.equal((await ann.get('/api/claims')).status, 403);
});

test('R-74 a supervisor releases the claim that was seen, and gives one to an agent of a campaign of the lead', async () => {
  await using harness = await startConsole();
  fill(harness);
  const sue = await Client.signedIn(harness, 'sue');
  const stale = await sue.post('/api/claims/lea/release', command({ agentId: 'bob' }));
  assert.equal(stale.body.reason, 'CLAIMED_BY_OTHER', 'the owner is another one than was shown');
  const { body } = await sue.get<{ agents: ClaimAgent[] }>('/api/claims/mara/agents');
  assert.deepEqual(
    body.agents.map(({ name }) => name),
    ['Ann Adams', 'Bob Brown'],
  );
  const give = { fromAgentId: 'ann', agentId: 'bob' };
  assert.equal((await sue.post('/api/claims/mara/reassign', command(give))).status, 204);
  assert.equal(harness.claim.owners.claims.get('mara')?.agentId, 'bob');
  assert.equal(harness.claim.owners.claims.get('mara')?.actorId, 'sue');
  const stranger = { fromAgentId: 'bob', agentId: 'adam' };
  const refused = await sue.post('/api/claims/mara/reassign', command(stranger));
  assert.deepEqual([refused.status, refused.body.field], [422, 'agentId']);
  const held = await sue.post('/api/claims/lea/reassign', command(give));
  assert.equal(held.body.reason, 'LOCKED_BY_OTHER', 'Ann works on it');
  assert.equal((await sue.post('/api/claims/lea/release', command({ agentId: 'ann' }))).status, 204);
  assert.equal(harness.claim.owners.claims.has('lea'), false);
});

test('a lead is taken from whoever works on it; in a call only when that is asked for', async () => {
  await using harness = await startConsole();
  fill(harness);
  harness.claim.owners.inCall.add('lea');
  const sue = await Client.signedIn(harness, 'sue');
  const refused = await sue.post('/api/claims/lea/take-away', command());
  assert.equal(refused.body.reason, 'LEAD_IN_CALL');
  const taken = await sue.post<{ agentId: string }>(
    '/api/claims/lea/take-away',
    command({ duringCall: true }),
  );
  assert.deepEqual(taken.body, { agentId: 'ann' });
  assert.equal(harness.claim.owners.forced[0]?.actorId, 'sue');
});

test('R-87 grpc/25 leads of another process are neither listed nor released', async () => {
  await using harness = await startConsole();
  fill(harness);
  harness.leadStore.add({ leadId: 'theirs', processId: 'p2', phone: '+12025550199' });
  harness.claim.owners.add({ leadId: 'theirs', agentId: 'ann', processId: 'p2', phone: '+12025550199' });
  const sue = await Client.signedIn(harness, 'sue');
  const { body } = await sue.get<ClaimPage>('/api/claims');
  assert.ok(body.claims.every(({ leadId }) => leadId !== 'theirs'));
  const refused = await sue.post('/api/claims/theirs/release', command({ agentId: 'ann' }));
  assert.deepEqual([refused.status, refused.body.reason], [404, 'LEAD_NOT_FOUND']);
  assert.equal((await sue.get('/api/claims?processId=p2')).status, 404);
});

test('A-25 everything of an agent is released from the page, and when the account is switched off', async () => {
  await using harness = await startConsole();
  fill(harness);
  const sue = await Client.signedIn(harness, 'sue');
  const released = await sue.post<{ released: number }>(
    '/api/claims/release-all',
    command({ agentId: 'bob' }),
  );
  assert.equal(released.body.released, 1);
  const adam = await Client.signedIn(harness, 'adam');
  await switchOff(adam, 'ann');
  assert.equal(harness.claim.owners.claims.size, 0);
  const after = await user(adam, 'ann');
  assert.equal(after.disabled, true);
});

test('A-25 a leaver’s claims are released once the claim service answers again, whatever happens meanwhile', async () => {
  await using harness = await startConsole();
  fill(harness);
  const adam = await Client.signedIn(harness, 'adam');
  harness.claim.owners.isDown = true;
  await switchOff(adam, 'ann');
  assert.equal(harness.claim.owners.claims.size, 3);
  harness.claim.owners.isDown = false;
  // Any later change of the account takes it up again, as the sweep does.
  const ann = await user(adam, 'ann');
  await adam.send('PUT', '/api/users/ann', command(rightsOf({ ...ann, name: 'Ann A.' })));
  await eventually(() => harness.claim.owners.claims.size === 1, 'the release');
});

test('R-80 claiming settings are read and changed by those who may, against the version that was read', async () => {
  await using harness = await startConsole();
  const sue = await Client.signedIn(harness, 'sue');
  const { body: builtIn } = await sue.get<ClaimingView>('/api/claiming');
  assert.deepEqual([builtIn.onScheduled, builtIn.onPostponed, builtIn.version], [true, false, 0]);
  const change = command({ ...builtIn, onWinner: true, releaseAfterDays: 14 });
  const saved = await sue.send<ClaimingView>('PUT', '/api/claiming', change);
  assert.deepEqual([saved.body.onWinner, saved.body.releaseAfterDays, saved.body.version], [true, 14, 1]);
  const late = await sue.send('PUT', '/api/claiming', command({ ...builtIn }));
  assert.equal(late.body.reason, 'VERSION_CONFLICT');
  for (const releaseAfterDays of [-1, 3651, 1.5]) {
    const bad = await sue.send('PUT', '/api/claiming', command({ ...saved.body, releaseAfterDays }));
    assert.deepEqual([bad.status, bad.body.field], [422, 'releaseAfterDays']);
  }
  const ann = await Client.signedIn(harness, 'ann');
  assert.equal((await ann.get('/api/claiming')).status, 200, 'the desk says what a callback comes to');
  assert.equal((await ann.send('PUT', '/api/claiming', change)).status, 403);
});

async function user(client: Client, username: string) {
  const page = await client.get<UserPage>(`/api/users?search=${username}`);
  const [found] = page.body.users;
  assert.ok(found);
  return found;
}

type User = Awaited<ReturnType<typeof user>>;

function rightsOf({ version, name, roles, processIds, disabled }: User): object {
  return { version, name, roles, processIds, disabled };
}

async function switchOff(client: Client, username: string): Promise<void> {
  const found = await user(client, username);
  const answer = await client.send(
    'PUT',
    `/api/users/${username}`,
    command(rightsOf({ ...found, disabled: true })),
  );
  assert.equal(answer.status, 200);
}

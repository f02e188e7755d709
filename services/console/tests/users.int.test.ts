import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SessionView } from '../src/app/views/session.ts';
import type { UserPage, UserRow, UserSecret } from '../src/app/views/users.ts';
import { Client, newRequestId } from './_client.ts';
import { PASSWORD, startConsole, type Harness } from './_harness.ts';

const KIM = { username: 'Kim', name: 'Kim Klein', roles: ['agent'], processIds: ['p1'] };

async function makeKim(adam: Client, change: object = {}): Promise<UserSecret> {
  const body = { requestId: newRequestId(), ...KIM, ...change };
  const made = await adam.post<UserSecret>('/api/users', body);
  assert.equal(made.status, 200);
  return made.body;
}

function update(client: Client, user: UserRow, change: object) {
  const { version, name, roles, processIds, disabled } = user;
  const body = { requestId: newRequestId(), version, name, roles, processIds, disabled, ...change };
  return client.send<UserRow & { reason?: string }>('PUT', `/api/users/${user.userId}`, body);
}

async function find(client: Client, username: string): Promise<UserRow> {
  const page = await client.get<UserPage>(`/api/users?search=${username}`);
  const [user] = page.body.users;
  assert.ok(user);
  return user;
}

/** A second administrator, and whoever else a test wants, in the processes it names. */
async function addUser(
  harness: Harness,
  username: string,
  user: { roles: readonly ('administrator' | 'supervisor' | 'agent')[]; processIds: readonly string[] },
): Promise<Client> {
  await harness.service.users.ensure({
    userId: username,
    username,
    name: username,
    password: PASSWORD,
    ...user,
  });
  return Client.signedIn(harness, username);
}

test('R-88 a new user gets a password that is shown once and serves for nothing but choosing another', async () => {
  await using harness = await startConsole();
  const adam = await Client.signedIn(harness, 'adam');
  const { user, password } = await makeKim(adam);
  assert.deepEqual([user.username, user.agentId, user.passwordTemporary], ['kim', user.userId, true]);
  assert.ok(!JSON.stringify((await adam.get('/api/users')).body).includes(password));
  const kim = new Client(harness.url);
  assert.equal((await kim.signIn('kim', password)).status, 201);
  for (const path of ['/api/desk/events?tabId=t', '/api/campaigns', '/api/processes']) {
    const refused = await kim.get(path);
    assert.deepEqual([refused.status, refused.body.reason], [403, 'PASSWORD_CHANGE_REQUIRED'], path);
  }
  const change = (currentPassword: string, newPassword: string) =>
    kim.send('PUT', '/api/session/password', { requestId: newRequestId(), currentPassword, newPassword });
  assert.equal((await change('wrong password', 'rain in the north')).body.reason, 'SIGN_IN_FAILED');
  for (const weak of [password, 'short', '1234567890', 'password2026'])
    assert.deepEqual((await change(password, weak)).status, 422, weak);
  assert.equal((await change(password, 'rain in the north')).status, 204);
  assert.equal((await kim.get('/api/campaigns')).status, 200);
  assert.equal((await new Client(harness.url).signIn('kim', password)).status, 401);
  assert.equal((await new Client(harness.url).signIn('kim', 'rain in the north')).status, 201);
});

test('R-88 the same request again makes no second user; a taken name is told', async () => {
  await using harness = await startConsole();
  const adam = await Client.signedIn(harness, 'adam');
  const requestId = newRequestId();
  const first = await makeKim(adam, { requestId });
  const again = await makeKim(adam, { requestId });
  assert.equal(again.user.userId, first.user.userId);
  assert.equal((await new Client(harness.url).signIn('kim', again.password)).status, 201);
  const taken = await adam.post('/api/users', { requestId: newRequestId(), ...KIM, username: 'KIM' });
  assert.deepEqual([taken.status, taken.body.reason], [409, 'USERNAME_TAKEN']);
  for (const username of ['\u0430dam', 'two words', '', 'x'.repeat(65), '<script>']) {
    const refused = await adam.post('/api/users', { requestId: newRequestId(), ...KIM, username });
    assert.deepEqual([refused.status, refused.body.field], [422, 'username'], username);
  }
});

test('R-88 rights that change, a reset and a disabled account end every session and open desk at once', async () => {
  await using harness = await startConsole();
  const adam = await Client.signedIn(harness, 'adam');
  const changes: readonly ((user: UserRow) => Promise<{ status: number }>)[] = [
    (user) => update(adam, user, { roles: ['agent', 'analyst'] }),
    (user) => adam.post(`/api/users/${user.userId}/password`, { requestId: newRequestId() }),
    (user) => update(adam, user, { disabled: true }),
  ];
  for (const [index, change] of changes.entries()) {
    const username = index === 0 ? 'ann' : index === 1 ? 'bob' : 'cleo';
    const client = await addUser(harness, username, { roles: ['agent'], processIds: ['p1'] });
    await using stream = await client.desk();
    await stream.desk();
    assert.equal((await change(await find(adam, username))).status, 200);
    const closing = await stream.until((event) => event.name === 'closing');
    assert.deepEqual(closing.data, { cause: 'signed_out' });
    assert.equal((await client.get('/api/session')).body.reason, 'SESSION_REQUIRED');
  }
  assert.equal((await new Client(harness.url).signIn('cleo', PASSWORD)).body.reason, 'SIGN_IN_FAILED');
  const renamed = await update(adam, await find(adam, 'ann'), { name: 'Ann A.' });
  assert.equal(renamed.body.name, 'Ann A.');
});

test('console/34 nobody raises their own rights, not by any path, and the try is in the audit', async () => {
  await using harness = await startConsole();
  const adam = await Client.signedIn(harness, 'adam');
  const own = await find(adam, 'adam');
  for (const change of [{ roles: ['administrator', 'agent'] }, { disabled: true }, { processIds: [] }]) {
    const refused = await update(adam, own, change);
    assert.deepEqual([refused.status, refused.body.reason], [403, 'PERMISSION_DENIED']);
  }
  assert.equal((await update(adam, own, { name: 'Adam B.' })).status, 200);
  const sue = await Client.signedIn(harness, 'sue');
  const { body } = await sue.get<SessionView>('/api/session');
  const raised = await update(sue, { ...own, userId: body.userId }, { roles: ['administrator'] });
  assert.equal(raised.status, 403);
  const smuggled = await update(adam, await find(adam, 'sue'), { permissions: ['desk:use'] });
  assert.equal(smuggled.status, 422);
  const unknown = await update(adam, await find(adam, 'sue'), { roles: ['root'] });
  assert.equal(unknown.status, 422);
});

test('console/34 the last administrator stays, also when two disable each other at one moment', async () => {
  await using harness = await startConsole();
  const adam = await Client.signedIn(harness, 'adam');
  const eve = await addUser(harness, 'eve', { roles: ['administrator'], processIds: ['p1'] });
  const [adamRow, eveRow] = [await find(eve, 'adam'), await find(adam, 'eve')];
  const answers = await Promise.all([
    update(adam, eveRow, { disabled: true }),
    update(eve, adamRow, { roles: ['supervisor'] }),
  ]);
  const done = answers.filter(({ status }) => status === 200);
  assert.equal(done.length, 1);
  const refused = answers.find(({ status }) => status !== 200);
  assert.ok(['LAST_ADMINISTRATOR', 'SESSION_REQUIRED'].includes(refused?.body.reason ?? ''));
});

test('R-87 a user of another process is not there; one of both is changed only by somebody who is in both', async () => {
  await using harness = await startConsole();
  await addUser(harness, 'far', { roles: ['agent'], processIds: ['p2'] });
  await addUser(harness, 'both', { roles: ['supervisor'], processIds: ['p1', 'p2'] });
  const adam = await Client.signedIn(harness, 'adam');
  const listed = (await adam.get<UserPage>('/api/users')).body.users;
  assert.ok(!listed.some(({ username }) => username === 'far'));
  const both = listed.find(({ username }) => username === 'both');
  assert.deepEqual([both?.processIds, both?.changeable], [['p1'], false]);
  assert.ok(both);
  assert.equal((await update(adam, { ...both, userId: 'far' }, {})).body.reason, 'NOT_FOUND');
  const reset = await adam.post('/api/users/both/password', { requestId: newRequestId() });
  assert.deepEqual([reset.status, reset.body.reason], [403, 'PERMISSION_DENIED']);
  assert.equal((await update(adam, both, { disabled: true })).status, 403);
  const given = await update(adam, await find(adam, 'ann'), { processIds: ['p1', 'p2'] });
  assert.deepEqual([given.status, given.body.reason], [404, 'PROCESS_NOT_FOUND']);
  const over = await addUser(harness, 'over', { roles: ['administrator'], processIds: ['p1', 'p2'] });
  assert.equal((await update(over, await find(over, 'both'), { disabled: true })).status, 200);
});

test('console/48 two who change one user: the second is told, nothing is lost', async () => {
  await using harness = await startConsole();
  const adam = await Client.signedIn(harness, 'adam');
  const ann = await find(adam, 'ann');
  assert.equal((await update(adam, ann, { name: 'Ann One' })).status, 200);
  const late = await update(adam, ann, { name: 'Ann Two' });
  assert.deepEqual([late.status, late.body.reason], [409, 'VERSION_CONFLICT']);
  assert.equal((await find(adam, 'ann')).name, 'Ann One');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '@firstring/kernel/system';
import { SimulatedClock } from '@firstring/kernel/testing';
import { Client, newRequestId } from './_client.ts';
import { PASSWORD, startConsole } from './_harness.ts';

/** Lets simulated time pass, fifty times faster than ours, until the promise settles: failed sign-ins are answered late on purpose. */
async function passing<T>(clock: SimulatedClock, promise: Promise<T>): Promise<T> {
  const state = { settled: false };
  const done = promise.finally(() => {
    state.settled = true;
  });
  while (!state.settled) {
    clock.advance(50);
    await systemClock.sleep(1);
  }
  return done;
}

test('a sign-in sets an httpOnly, SameSite=Strict cookie of 256 bits and tells nothing else about the session', async () => {
  await using harness = await startConsole();
  const client = new Client(harness.url);
  const answer = await client.signIn('ANN ', PASSWORD);
  assert.equal(answer.status, 201);
  const cookie = answer.headers.getSetCookie()[0] ?? '';
  assert.match(
    cookie,
    /^firstring=[A-Za-z0-9_-]{43}; Max-Age=\d+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
  );
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  assert.deepEqual(answer.body.roles, ['agent']);
  assert.ok(!JSON.stringify(answer.body).includes(cookie.slice(10, 53)));
});

test('behind TLS the cookie is bound to its host and marked Secure', async () => {
  await using harness = await startConsole({ config: { CONSOLE_PUBLIC_ORIGIN: 'https://desk.example.org' } });
  const client = new Client(harness.url);
  const answer = await client.send(
    'POST',
    '/api/session',
    { username: 'ann', password: PASSWORD },
    { Origin: 'https://desk.example.org' },
  );
  assert.equal(answer.status, 201);
  const cookie = answer.headers.getSetCookie()[0] ?? '';
  assert.match(cookie, /^__Host-firstring=/);
  assert.match(cookie, /; Secure/);
  assert.match(answer.headers.get('strict-transport-security') ?? '', /max-age=/);
});

test('console/2 five wrong passwords lock the name with a notice, also for the right one; the lock ends by itself', async () => {
  const clock = new SimulatedClock();
  await using harness = await startConsole({ clock });
  const client = new Client(harness.url);
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const answer = await passing(clock, client.signIn('ann', 'wrong password'));
    assert.equal(answer.body.reason, 'SIGN_IN_FAILED');
  }
  const locked = await client.signIn('ann', PASSWORD);
  assert.equal(locked.status, 429);
  assert.equal(locked.body.reason, 'SIGN_IN_LOCKED');
  assert.match(locked.body.title, /try again in \d+ seconds/);
  assert.ok(Number(locked.body.retryAfterSeconds) > 0);
  clock.advance(61_000);
  const answer = await passing(clock, client.signIn('ann', PASSWORD));
  assert.equal(answer.status, 201);
  assert.equal(answer.body.failedSignIns, 5);
});

test('console/2 guesses sent side by side are counted one by one', async () => {
  const clock = new SimulatedClock();
  await using harness = await startConsole({ clock });
  const guesses = Array.from({ length: 40 }, () => new Client(harness.url).signIn('ann', 'wrong password'));
  const answers = await passing(clock, Promise.all(guesses));
  const looked = answers.filter((answer) => answer.body.reason === 'SIGN_IN_FAILED');
  assert.equal(looked.length, 5);
});

test('console/2 one address that tries many names is locked as well', async () => {
  const clock = new SimulatedClock();
  await using harness = await startConsole({ clock });
  for (let index = 0; index < 50; index += 1) {
    const answer = await passing(clock, new Client(harness.url).signIn(`user${index}`, 'wrong password'));
    assert.equal(answer.body.reason, 'SIGN_IN_FAILED');
  }
  const answer = await new Client(harness.url).signIn('ann', PASSWORD);
  assert.equal(answer.body.reason, 'SIGN_IN_LOCKED');
});

test('console/3 an unknown user, a wrong password and a lock look the same for names that exist and names that do not', async () => {
  const clock = new SimulatedClock();
  await using harness = await startConsole({ clock });
  const shapes = async (username: string): Promise<string[]> => {
    const seen: string[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const before = clock.monotonicMs();
      const answer = await passing(clock, new Client(harness.url).signIn(username, 'wrong password'));
      const { title, reason, status } = answer.body;
      const waited = clock.monotonicMs() - before > 200;
      seen.push(JSON.stringify({ title: title.replace(/\d+/, 'N'), reason, status, waited }));
    }
    return seen;
  };
  assert.deepEqual(await shapes('ann'), await shapes('nobody-here'));
});

test('console/3 checking a user that does not exist costs the same hash', async () => {
  await using harness = await startConsole();
  const fastest = async (usernames: readonly string[]): Promise<number> => {
    const times: number[] = [];
    for (const username of usernames) {
      const before = performance.now();
      await new Client(harness.url).signIn(username, 'wrong password');
      times.push(performance.now() - before);
    }
    return Math.min(...times);
  };
  const known = await fastest(['ann', 'bob', 'sue', 'vera']);
  const unknown = await fastest(['no-1', 'no-2', 'no-3', 'no-4']);
  // Without the decoy hash an unknown user answers in under 2 ms, a known one in over 20.
  assert.ok(unknown > known / 3, `unknown ${unknown.toFixed(1)} ms, known ${known.toFixed(1)} ms`);
});

test('console/4 a cookie from before the sign-in is not the session, and the old session ends with the new sign-in', async () => {
  await using harness = await startConsole();
  const client = new Client(harness.url);
  client.cookie = `firstring=${'A'.repeat(43)}`;
  const planted = client.cookie;
  await client.signIn('ann', PASSWORD);
  assert.notEqual(client.cookie, planted);
  const first = client.cookie;
  await client.signIn('ann', PASSWORD);
  client.cookie = first;
  assert.equal((await client.get('/api/session')).body.reason, 'SESSION_REQUIRED');
});

test('console/4 after signing out the cookie is worth nothing, and the open desk ends', async () => {
  await using harness = await startConsole();
  const ann = await Client.signedIn(harness, 'ann');
  await using stream = await ann.desk();
  await stream.desk();
  const answer = await ann.send('DELETE', '/api/session');
  assert.equal(answer.status, 204);
  assert.match(answer.headers.getSetCookie()[0] ?? '', /^firstring=; .*Expires=Thu, 01 Jan 1970/);
  assert.equal((await ann.get('/api/session')).status, 401);
  const closing = await stream.until((event) => event.name === 'closing');
  assert.deepEqual(closing.data, { cause: 'signed_out' });
  assert.equal(await stream.next(), undefined);
});

test('console/4 a session ends when it is idle, and at the latest after its absolute time', async () => {
  const clock = new SimulatedClock();
  const config = { CONSOLE_SESSION_IDLE_MS: 600_000, CONSOLE_SESSION_ABSOLUTE_MS: 1_800_000 };
  await using harness = await startConsole({ clock, config });
  const idle = await Client.signedIn(harness, 'ann');
  clock.advance(599_000);
  assert.equal((await idle.get('/api/session')).status, 200);
  clock.advance(600_000);
  assert.equal((await idle.get('/api/session')).status, 401);

  const busy = await Client.signedIn(harness, 'bob');
  for (let step = 0; step < 5; step += 1) {
    clock.advance(300_000);
    assert.equal((await busy.get('/api/session')).status, 200);
  }
  clock.advance(300_000);
  assert.equal((await busy.get('/api/session')).status, 401);
});

test('console/5 a stolen cookie from another network must give the password; the owner goes on', async () => {
  await using harness = await startConsole({ config: { CONSOLE_TRUST_PROXY: 1 } });
  const ann = new Client(harness.url);
  const from = (address: string) => ({ 'X-Forwarded-For': address });
  const signedIn = await ann.send(
    'POST',
    '/api/session',
    { username: 'ann', password: PASSWORD },
    from('192.0.2.10'),
  );
  ann.cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const asked = await ann.send('GET', '/api/session', undefined, from('198.51.100.7'));
  assert.equal(asked.status, 401);
  assert.equal(asked.body.reason, 'STEP_UP_REQUIRED');
  assert.equal((await ann.send('GET', '/api/session', undefined, from('192.0.2.77'))).status, 200);

  const again = await ann.send(
    'POST',
    '/api/session',
    { username: 'ann', password: PASSWORD },
    from('198.51.100.7'),
  );
  ann.cookie = again.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  assert.equal((await ann.send('GET', '/api/session', undefined, from('198.51.100.7'))).status, 200);
  assert.equal((await ann.send('GET', '/api/session', undefined, from('192.0.2.10'))).status, 200);
});

test('console/1 console/38 every answer carries the security headers, and no error shows where it came from', async () => {
  await using harness = await startConsole();
  const client = new Client(harness.url);
  for (const path of ['/', '/api/session', '/assets/none.js', '/api/nothing']) {
    const answer = await client.get(path);
    const policy = answer.headers.get('content-security-policy') ?? '';
    assert.match(policy, /script-src 'self'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(answer.headers.get('x-powered-by'), null);
    assert.ok(!JSON.stringify(answer.body).includes('at '), path);
  }
  const unknown = await (
    await Client.signedIn(harness, 'ann')
  ).post('/api/nothing', { requestId: newRequestId() });
  assert.equal(unknown.status, 404);
  assert.equal(unknown.headers.get('content-type'), 'application/problem+json; charset=utf-8');
});

test('console/44 a body that is too large, broken or no JSON is refused before anything reads it', async () => {
  await using harness = await startConsole();
  const ann = await Client.signedIn(harness, 'ann');
  const big = await ann.post('/api/desk/presence', {
    requestId: newRequestId(),
    ready: true,
    reason: 'x'.repeat(70_000),
  });
  assert.equal(big.status, 413);
  const broken = await ann.post('/api/desk/presence', '{"ready":');
  assert.equal(broken.status, 400);
  const form = await ann.send('POST', '/api/desk/presence', 'ready=true', {
    'Content-Type': 'application/x-www-form-urlencoded',
  });
  assert.equal(form.status, 415);
  assert.deepEqual(harness.scheduler.calls, []);
});

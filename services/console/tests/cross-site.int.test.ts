import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client, newRequestId } from './_client.ts';
import { PASSWORD, startConsole } from './_harness.ts';

const COMMANDS = ['claim', 'dial', 'dispose', 'presence', 'skip', 'hang-up'] as const;

test('console/6 a command without the token of its session is refused, whatever cookie comes with it', async () => {
  await using harness = await startConsole();
  const ann = await Client.signedIn(harness, 'ann');
  const bob = await Client.signedIn(harness, 'bob');
  for (const token of ['', 'A'.repeat(43), bob.csrfToken, `${ann.csrfToken}x`]) {
    for (const command of COMMANDS) {
      const answer = await ann.send('POST', `/api/desk/${command}`, {}, { 'X-CSRF-Token': token });
      assert.deepEqual([answer.status, answer.body.reason], [403, 'CSRF_REFUSED'], command);
    }
  }
  assert.deepEqual(harness.scheduler.calls, []);
  const good = await ann.post('/api/desk/presence', { requestId: newRequestId(), ready: true });
  assert.equal(good.status, 200);
});

test('console/6 a command from a foreign page is refused even with the right token', async () => {
  await using harness = await startConsole();
  const ann = await Client.signedIn(harness, 'ann');
  const body = { requestId: newRequestId(), ready: true };
  for (const headers of [
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { Origin: `${harness.url}.evil.example` },
    { Origin: harness.url.replace('http:', 'https:') },
  ]) {
    const answer = await ann.send('POST', '/api/desk/presence', body, headers);
    assert.deepEqual([answer.status, answer.body.reason], [403, 'CSRF_REFUSED'], JSON.stringify(headers));
  }
  assert.deepEqual(harness.scheduler.calls, []);
});

test('console/6 a foreign page cannot sign somebody in', async () => {
  await using harness = await startConsole();
  const client = new Client(harness.url);
  const credentials = { username: 'ann', password: PASSWORD };
  const foreign = await client.send('POST', '/api/session', credentials, { Origin: 'https://evil.example' });
  assert.equal(foreign.body.reason, 'CSRF_REFUSED');
  const form = await client.send('POST', '/api/session', 'username=ann&password=x', {
    'Content-Type': 'text/plain',
  });
  assert.equal(form.status, 415);
});

test('console/7 the event stream does not open for a foreign page', async () => {
  await using harness = await startConsole();
  const ann = await Client.signedIn(harness, 'ann');
  for (const headers of [
    { Origin: 'https://evil.example' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
  ]) {
    await using stream = await ann.desk('tab-1', headers);
    assert.equal(stream.response.status, 403, JSON.stringify(headers));
  }
  assert.equal(harness.scheduler.watchers('ann'), 0);
  await using own = await ann.desk('tab-1', { 'Sec-Fetch-Site': 'same-origin' });
  assert.equal((await own.desk()).presence, 'not_ready');
});

test('with a public origin only that origin counts, not what the Host header says', async () => {
  await using harness = await startConsole({ config: { CONSOLE_PUBLIC_ORIGIN: 'https://desk.example.org' } });
  const client = new Client(harness.url);
  const answer = await client.signIn('ann', PASSWORD);
  assert.equal(answer.body.reason, 'CSRF_REFUSED');
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import type { Clock } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import { EXPORTS_AN_HOUR_MAX } from '../src/domain/export-quota.ts';
import type { AuditPage } from '../src/app/views/audit.ts';
import { Client, newRequestId } from './_client.ts';
import { startConsole, type Harness } from './_harness.ts';
import { furnish } from './_scene.ts';

test('console/32 exports are given in measure: a user who has had enough is told when the next one is due, others go on', async () => {
  await using harness = await startConsole();
  furnish(harness);
  const sue = await Client.signedIn(harness, 'sue');
  assert.equal((await sue.get('/api/leads/export?filterId=a%20b')).status, 422);
  for (let n = 0; n < EXPORTS_AN_HOUR_MAX; n += 1) {
    const path = n % 2 === 0 ? '/api/leads/export' : '/api/exclusions/export';
    assert.equal((await sue.get(path)).status, 200, `export ${n}`);
  }
  const refused = await sue.get('/api/leads/export');
  assert.deepEqual([refused.status, refused.body.reason], [429, 'EXPORT_LIMIT']);
  const waitS = Number(refused.headers.get('Retry-After'));
  assert.ok(waitS > 3000 && waitS <= 3600, `${waitS} s`);
  assert.equal((await sue.get('/api/leads')).status, 200);
  const adam = await Client.signedIn(harness, 'adam');
  assert.equal((await adam.get('/api/leads/export')).status, 200);
  // The record follows the last byte.
  const records = async () =>
    (await adam.get<AuditPage>('/api/audit?action=lead.export')).body.records.length;
  const deadline = AbortSignal.timeout(10_000);
  while ((await records()) < EXPORTS_AN_HOUR_MAX / 2 + 1) deadline.throwIfAborted();
});

/** Half a minute passes in a moment, an hour does not. */
const HASTY: Clock = {
  ...systemClock,
  setTimer: (delayMs, fn) => systemClock.setTimer(delayMs === 30_000 ? 100 : delayMs, fn),
};

test('a request that does not come to its end is cut off after half a minute, known sender or not', async () => {
  await using harness = await startConsole({ clock: HASTY });
  const sue = await Client.signedIn(harness, 'sue');
  for (const [path, cookie, type] of [
    ['/api/session', '', 'application/json'],
    ['/api/leads/lea', sue.cookie, 'application/json'],
    ['/api/nowhere', '', 'text/csv'],
  ] as const) {
    const socket = begun(harness, { method: 'PUT', path, cookie, token: sue.csrfToken, type });
    const answer = await answerOf(socket);
    assert.match(answer, path === '/api/nowhere' ? /^HTTP\/1.1 404 / : /^HTTP\/1.1 408 /, path);
  }
});

test('R-97 a file may take longer than any other request', async () => {
  await using harness = await startConsole({ clock: HASTY });
  const sue = await Client.signedIn(harness, 'sue');
  const path = `/api/lists/l1/uploads?requestId=${newRequestId()}`;
  const type = 'text/csv';
  const file = begun(harness, { method: 'POST', path, cookie: sue.cookie, token: sue.csrfToken, type });
  // Another one that is cut off says that the time is over.
  const other = { method: 'POST', path: '/api/lists', cookie: sue.cookie, token: sue.csrfToken };
  assert.match(await answerOf(begun(harness, { ...other, type: 'application/json' })), /^HTTP\/1.1 408 /);
  assert.equal(file.closed, false);
  file.write('+12125550123\n'.slice(0, 8));
  assert.doesNotMatch(await answerOf(file), /^HTTP\/1.1 408 /);
});

interface Begun {
  readonly method: string;
  readonly path: string;
  readonly cookie: string;
  readonly token: string;
  readonly type: string;
}

/** Headers and the first byte of a body of nine. */
function begun(harness: Harness, { method, path, cookie, token, type }: Begun): Socket {
  const socket = connect({ port: harness.service.httpPort, host: '127.0.0.1' });
  const headers = {
    Host: new URL(harness.url).host,
    Origin: harness.url,
    Connection: 'close',
    'Content-Type': type,
    'Content-Length': '9',
    'X-CSRF-Token': token,
    ...(cookie === '' ? {} : { Cookie: cookie }),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n{`);
  return socket;
}

/** What came until the connection was closed. */
async function answerOf(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  await once(socket, 'close', { signal: AbortSignal.timeout(10_000) });
  return text;
}

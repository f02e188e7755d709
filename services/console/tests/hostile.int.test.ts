import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { createEndpoints, type EndpointsDeps } from '../src/transport/http/endpoints.ts';
import { Client, newRequestId } from './_client.ts';
import { startConsole, type Harness } from './_harness.ts';

// Building the table calls nothing: handlers reach for what they need when they are called.
const endpoints = createEndpoints({} as EndpointsDeps).filter(({ path }) => !path.endsWith('/events'));

const plain = (path: string): string => path.replace(/:\w+/g, 'thing');

/** Everybody's endpoints between them: an administrator and an agent. */
async function twoPeople(harness: Harness): Promise<readonly Client[]> {
  return [await Client.signedIn(harness, 'adam'), await Client.signedIn(harness, 'ann')];
}

test('console/42 a page of -1, of a billion or of words, and an unknown sorting, are refused wherever there are pages', async () => {
  await using harness = await startConsole();
  let paged = 0;
  for (const client of await twoPeople(harness)) {
    for (const { path } of endpoints.filter(({ method }) => method === 'get')) {
      const answer = await client.get<object>(`/api${plain(path)}`);
      const isPaged = answer.status === 200 && 'nextPageToken' in Object(answer.body);
      for (const query of [
        'pageSize=-1',
        'pageSize=1e9',
        'pageSize=ten',
        'pageSize=0',
        'pageSize=1&pageSize=2',
      ]) {
        const refused = await client.get(`/api${plain(path)}?${query}`);
        assert.notEqual(refused.status, 500, `${path}?${query}`);
        if (isPaged) assert.equal(refused.status, 422, `${path}?${query}`);
      }
      for (const query of ['sort=$x', 'sort=$x&sort=$y']) {
        const refused = await client.get(`/api${plain(path)}?${query}`);
        assert.notEqual(refused.status, 500, `${path}?${query}`);
        if (isPaged) assert.equal(refused.status, 422, `${path}?${query}`);
      }
      for (const query of ['sort[$gt]=', 'page=-1', 'processId[]=p1', 'processId[$ne]=p1'])
        assert.notEqual((await client.get(`/api${plain(path)}?${query}`)).status, 500, `${path}?${query}`);
      paged += isPaged ? 1 : 0;
    }
  }
  assert.ok(paged > 5, 'there are lists with pages');
});

test('console/36 a path that climbs, ends early or asks the store is no id anywhere', async () => {
  await using harness = await startConsole();
  const things = [
    '..%2F..%2Fetc%2Fpasswd',
    '%00',
    "a'--",
    '$where',
    '%E2%80%AE',
    'a'.repeat(5000),
    '%2e%2e',
    '%zz',
    '%E0%A4',
  ];
  for (const client of await twoPeople(harness)) {
    for (const { method, path } of endpoints.filter((endpoint) => endpoint.path.includes(':'))) {
      for (const thing of things) {
        const target = `/api${path.replace(/:\w+/g, thing)}?requestId=${newRequestId()}`;
        const body = method === 'get' || method === 'delete' ? undefined : {};
        const answer = await client.send(method.toUpperCase(), target, body);
        assert.ok(
          answer.status >= 400 && answer.status < 500,
          `${method} ${path} ${thing}: ${answer.status}`,
        );
      }
    }
  }
});

test('console/17 a body that is a list, a text, an operator or a trap for prototypes changes nothing', async () => {
  await using harness = await startConsole();
  const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const bodies = [
    '[]',
    '"text"',
    'null',
    '{"requestId":{"$gt":""}}',
    '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}',
    `{"requestId":${nested}}`,
    `{"requestId":"${newRequestId()}","processId":"p2","userId":"adam","roles":["administrator"]}`,
  ];
  for (const client of await twoPeople(harness)) {
    for (const { method, path } of endpoints) {
      if (method === 'get' || method === 'delete') continue;
      for (const body of bodies) {
        const answer = await client.send(method.toUpperCase(), `/api${plain(path)}`, body);
        const what = `${method} ${path} ${body.slice(0, 40)}: ${answer.status}`;
        assert.ok(answer.status >= 400 && answer.status < 500, what);
      }
    }
  }
  assert.equal(Reflect.get({}, 'admin'), undefined);
});

test('a file of the page that is asked for in parts it has not, or under a condition, is refused or sent, and no failure of ours', async () => {
  await using harness = await startConsole();
  for (const headers of [
    { Range: 'bytes=99999999-' },
    { Range: 'bytes=5-1' },
    { Range: 'x' },
    { 'If-Match': '"x"' },
  ]) {
    const { status } = await new Client(harness.url).send('GET', '/icon.svg', undefined, headers);
    // 503 where the pages have not been built.
    assert.notEqual(status, 500, JSON.stringify(headers));
  }
});

test('console/40 a picture is taken nowhere: nothing here has one, and what is sent as one is refused unread', async () => {
  await using harness = await startConsole();
  const adam = await Client.signedIn(harness, 'adam');
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  for (const { method, path } of endpoints.filter((endpoint) => endpoint.method !== 'get')) {
    for (const type of ['image/svg+xml', 'text/html', 'multipart/form-data; boundary=x']) {
      const answer = await adam.send(method.toUpperCase(), `/api${plain(path)}`, svg, {
        'Content-Type': type,
      });
      assert.deepEqual(
        [answer.status, answer.body.reason],
        [415, 'MEDIA_TYPE_UNSUPPORTED'],
        `${method} ${path} ${type}`,
      );
    }
  }
});

test('console/37 console/39 a made-up Host and a foreign "next" lead nowhere: no answer names them or sends the browser away', async () => {
  await using harness = await startConsole({ config: { CONSOLE_PUBLIC_ORIGIN: 'http://desk.example.org' } });
  const { port } = new URL(harness.url);
  const ask = (path: string): Promise<{ status: number | undefined; text: string }> =>
    new Promise((resolve, reject) => {
      const headers = { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example' };
      const asking = request({ port, path, headers }, (response) => {
        let text = JSON.stringify(response.headers);
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode, text }));
      });
      asking.on('error', reject).end();
    });
  for (const path of [
    '/',
    '/?next=//evil.example',
    '/sign-in?next=https://evil.example',
    '/api/session',
    '//evil.example/',
  ]) {
    const { status, text } = await ask(path);
    assert.ok(status !== undefined && (status < 300 || status >= 400), `${path}: ${status}`);
    assert.ok(!text.includes('evil.example'), `${path}: ${text.slice(0, 200)}`);
  }
});

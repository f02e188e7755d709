import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { Clock } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import { createWebhookSender, type WebhookSenderOptions } from './webhook-sender.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

async function receiver(handler: Handler) {
  const server = createServer(handler);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server has one
  return {
    port,
    url: `http://127.0.0.1:${port}/hook`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function senderFor(port: number, options: Partial<WebhookSenderOptions> = {}) {
  const policy = { allowed: new Set([`127.0.0.1:${port}`, `crm.example:${port}`]) };
  const lookup = async () => [{ address: '127.0.0.1', family: 4 }];
  return createWebhookSender({ clock: systemClock, policy, lookup, ...options });
}

const message = (url: string) => ({ url, headers: { 'webhook-id': 'msg_1' }, body: '{"a":1}' });

/** A clock on which the limit of a try comes after this many milliseconds. */
function hurried(limitMs: number): Clock {
  return { ...systemClock, setTimer: (_, fn) => systemClock.setTimer(limitMs, fn) };
}

test('R-136 a message arrives as it is, with its headers, at the address the name was resolved to', async () => {
  const seen: string[] = [];
  await using crm = await receiver((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => seen.push(text));
    request.on('end', () => {
      seen.push(request.headers['webhook-id'] as string, request.headers.host ?? '');
      response.writeHead(202).end('ok');
    });
  });
  const answer = await senderFor(crm.port).send(message(`http://crm.example:${crm.port}/hook?x=1`));
  assert.deepEqual(answer, { type: 'answered', status: 202 });
  assert.deepEqual(seen, ['{"a":1}', 'msg_1', `crm.example:${crm.port}`]);
});

test('console/28 a name that resolves to a private address, alone or among others, is not connected to', async () => {
  for (const addresses of [['10.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['::ffff:7f00:1'], ['fd00::1']]) {
    const lookup = async () =>
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    const answer = await senderFor(1, { lookup }).send(message('http://rebinds.example/hook'));
    assert.deepEqual(answer, { type: 'not-sent', problem: 'address_private' }, addresses.join());
  }
});

test('console/28 a redirect passes the same checks, and at most two are followed', async () => {
  let hops = 0;
  await using crm = await receiver((request, response) => {
    hops += 1;
    const to = new URL(request.url ?? '/', 'http://x').searchParams.get('to') ?? '/';
    response.writeHead(307, { location: to }).end();
  });
  const sender = senderFor(crm.port);
  const redirected = (to: string) => sender.send(message(`${crm.url}?to=${encodeURIComponent(to)}`));
  for (const to of ['http://169.254.169.254/', 'http://localhost./', 'http://0x7f000001/', '//10.0.0.1/']) {
    assert.deepEqual(await redirected(to), { type: 'not-sent', problem: 'address_private' }, to);
  }
  assert.deepEqual(await redirected('ftp://example.org/'), { type: 'not-sent', problem: 'scheme_refused' });
  hops = 0;
  assert.deepEqual(await redirected('/hook'), { type: 'not-sent', problem: 'too_many_redirects' });
  assert.equal(hops, 3);
});

test('a redirect that would turn the message into a GET is no success', async () => {
  await using crm = await receiver(
    (_, response) => void response.writeHead(302, { location: '/other' }).end(),
  );
  assert.deepEqual(await senderFor(crm.port).send(message(crm.url)), { type: 'answered', status: 302 });
});

test('console/29 an answer without an end is cut, one that never comes is given up', async () => {
  await using endless = await receiver((_, response) => {
    response.writeHead(200);
    const write = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(16_384)));
      if (!response.destroyed) response.once('drain', write);
    };
    write();
  });
  assert.deepEqual(await senderFor(endless.port).send(message(endless.url)), {
    type: 'answered',
    status: 200,
  });
  await using silent = await receiver(() => {});
  const sender = senderFor(silent.port, { clock: hurried(50) });
  assert.deepEqual(await sender.send(message(silent.url)), { type: 'not-sent', problem: 'timeout' });
  const slowLookup = senderFor(1, { clock: hurried(50), lookup: () => new Promise(() => {}) });
  assert.deepEqual(await slowLookup.send(message('http://slow.example/')), {
    type: 'not-sent',
    problem: 'timeout',
  });
});

test('nobody there, no such name, and a server that hangs up are told apart from answers', async () => {
  const sender = senderFor(1);
  assert.deepEqual(await sender.send(message('http://127.0.0.1:1/')), {
    type: 'not-sent',
    problem: 'connection_refused',
  });
  const unknown = senderFor(1, { lookup: async () => Promise.reject(new Error('ENOTFOUND')) });
  assert.deepEqual(await unknown.send(message('http://nobody.example/')), {
    type: 'not-sent',
    problem: 'name_unknown',
  });
  await using rude = await receiver((request) => void request.socket.destroy());
  assert.deepEqual(await senderFor(rude.port).send(message(rude.url)), {
    type: 'not-sent',
    problem: 'connection_failed',
  });
});

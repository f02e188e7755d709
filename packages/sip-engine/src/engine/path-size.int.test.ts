import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { header } from '../message/message.ts';
import { ScriptedPeer } from '../testing/scripted-peer.ts';
import { StreamPeer } from '../testing/stream-peer.ts';
import { Bed, finalOf, portOf, within } from '../testing/test-bed.ts';

const LARGE = { method: 'MESSAGE', body: 'x'.repeat(1_500), headers: { 'Content-Type': 'text/plain' } };

/** A peer that listens on one port by UDP and TCP. */
async function openPeer(bed: Bed) {
  const udp = await ScriptedPeer.open(portOf(bed.engine));
  const server = createServer().listen(udp.port, '127.0.0.1');
  const isListening = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  if (!isListening) {
    // Somebody else has the port by TCP: another one.
    await udp[Symbol.asyncDispose]();
    return openPeer(bed);
  }
  return {
    udp,
    server,
    uri: `sip:bob@127.0.0.1:${udp.port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      await udp[Symbol.asyncDispose]();
    },
  };
}

test('RFC 3261 18.1.1: a request too large for a datagram goes by TCP when its URI leaves the choice', async () => {
  await using bed = await Bed.open();
  await using peer = await openPeer(bed);
  const connected = once(peer.server, 'connection');
  const request = await bed.app.request(peer.uri, LARGE);
  const answered = finalOf(request);
  const [socket] = await within(10_000, connected, 'a connection');
  using stream = await StreamPeer.over(socket, 'TCP');
  const message = await stream.takeRequest('MESSAGE');
  assert.match(header(message, 'Via') ?? '', /^SIP\/2\.0\/TCP /);
  stream.respond(message, 200);
  assert.equal((await answered).status, 200);
  assert.equal(peer.udp.received.length, 0);
});

test('a large request stays on UDP where the URI says so, where the limit is raised, and a small one always', async () => {
  await using bed = await Bed.open();
  await using raised = await Bed.open({ limits: { udpMessageBytesMax: 65_535 } });
  for (const [engine, suffix, options] of [
    [bed, ';transport=udp', LARGE],
    [raised, '', LARGE],
    [bed, '', { ...LARGE, body: 'short' }],
  ] as const) {
    await using peer = await openPeer(engine);
    const request = await engine.app.request(`${peer.uri}${suffix}`, options);
    const answered = finalOf(request);
    peer.udp.respond(await peer.udp.takeRequest('MESSAGE'), 200);
    assert.equal((await answered).status, 200);
  }
});

test('RFC 3261 18.1.1: a peer that refuses TCP gets the large request by UDP, and the next one at once', async () => {
  await using bed = await Bed.open();
  await using peer = await ScriptedPeer.open(portOf(bed.engine));
  for (let count = 0; count < 2; count += 1) {
    const request = await bed.app.request(`sip:bob@127.0.0.1:${peer.port}`, LARGE);
    const answered = finalOf(request);
    const message = await peer.takeRequest('MESSAGE');
    assert.match(header(message, 'Via') ?? '', /^SIP\/2\.0\/UDP /);
    peer.respond(message, 200);
    assert.equal((await answered).status, 200);
  }
});

test('without a TCP listener large requests go by UDP', async () => {
  await using bed = await Bed.open({ listeners: [{ protocol: 'udp', address: '127.0.0.1', port: 0 }] });
  await using peer = await openPeer(bed);
  const request = await bed.app.request(peer.uri, LARGE);
  const answered = finalOf(request);
  peer.udp.respond(await peer.udp.takeRequest('MESSAGE'), 200);
  assert.equal((await answered).status, 200);
});

/** Listens and never accepts: once its queue is full, connections to it hang, as behind a firewall. */
const NEVER_ACCEPTS = `
  const { createServer } = require('node:net');
  const server = createServer();
  server.listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
    require('node:worker_threads').parentPort.postMessage(server.address().port);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20_000);
  });`;

test('a peer whose TCP hangs costs one request a moment, and the next one none', async () => {
  const worker = new Worker(NEVER_ACCEPTS, { eval: true });
  const [port] = (await once(worker, 'message')) as [number];
  const queued = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
  try {
    await Promise.all(queued.map((socket) => once(socket, 'connect')));
    // Not the fast timers: the transaction has to outlive the try to connect.
    await using bed = await Bed.open({ timers: { t1Ms: 500 } });
    await using peer = await ScriptedPeer.open(portOf(bed.engine), port);
    const waitedMs: number[] = [];
    for (const _request of ['first', 'second']) {
      const startedMs = performance.now();
      const request = await bed.app.request(`sip:bob@127.0.0.1:${port}`, LARGE);
      const answered = finalOf(request);
      const message = await within(10_000, peer.takeRequest('MESSAGE'), 'the request by UDP');
      waitedMs.push(performance.now() - startedMs);
      assert.match(header(message, 'Via') ?? '', /^SIP\/2\.0\/UDP /);
      peer.respond(message, 200);
      assert.equal((await answered).status, 200);
    }
    const [first = 0, second = Infinity] = waitedMs;
    assert.ok(first < 5_000 && second < first / 2, `waited ${waitedMs.join(' and then ')} ms`);
  } finally {
    for (const socket of queued) socket.destroy();
    await worker.terminate();
  }
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { systemClock } from '@firstring/kernel/system';
import type { Answer } from 'dns-packet';
import { header } from '../message/message.ts';
import { a, aaaa, DnsServer, naptr, srv } from '../testing/dns-server.ts';
import { ScriptedPeer } from '../testing/scripted-peer.ts';
import { StreamPeer } from '../testing/stream-peer.ts';
import { Bed, finalOf, portOf, SDP, until, within, type BedOptions } from '../testing/test-bed.ts';

const HOST = 'proxy.carrier.test';
const DEAD_PORT = 1;

async function openBed(records: readonly Answer[], options: BedOptions = {}) {
  const dns = await DnsServer.open(records);
  const bed = await Bed.open({ ...options, dns: { servers: [dns.address] } });
  return {
    bed,
    dns,
    async [Symbol.asyncDispose]() {
      await bed[Symbol.asyncDispose]();
      dns[Symbol.dispose]();
    },
  };
}

/** A peer that answers every OPTIONS with a status. */
async function answering(bed: Bed, status: number) {
  const peer = await ScriptedPeer.open(portOf(bed.engine));
  return {
    peer,
    async answerOne() {
      const request = await peer.takeRequest('OPTIONS');
      peer.respond(request, status);
      return request;
    },
  };
}

test('RFC 3263: a name without port goes to its SRV records in the order of their priority', async () => {
  await using world = await openBed([a(HOST, '127.0.0.1')]);
  const { peer, answerOne } = await answering(world.bed, 200);
  await using _ = peer;
  world.dns.records = [
    ...world.dns.records,
    srv('_sip._udp.carrier.test', DEAD_PORT, HOST, { priority: 20 }),
    srv('_sip._udp.carrier.test', peer.port, HOST, { priority: 10 }),
  ];
  const request = await world.bed.app.request('sip:bob@carrier.test', { method: 'OPTIONS' });
  const answered = finalOf(request);
  await answerOne();
  assert.equal((await answered).status, 200);
});

test('RFC 2782: an SRV record with port 0 names no server', async () => {
  await using world = await openBed([a(HOST, '127.0.0.1')]);
  const { peer, answerOne } = await answering(world.bed, 200);
  await using _ = peer;
  world.dns.records = [
    ...world.dns.records,
    srv('_sip._udp.carrier.test', 0, HOST, { priority: 10 }),
    srv('_sip._udp.carrier.test', peer.port, HOST, { priority: 20 }),
  ];
  const answered = finalOf(await world.bed.app.request('sip:bob@carrier.test', { method: 'OPTIONS' }));
  await answerOne();
  assert.equal((await answered).status, 200);
});

test('RFC 3263: NAPTR chooses the transport', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  await using world = await openBed([
    naptr('carrier.test', 20, 'SIP+D2U', '_sip._udp.carrier.test'),
    naptr('carrier.test', 10, 'SIP+D2T', '_sip._tcp.carrier.test'),
    srv('_sip._udp.carrier.test', DEAD_PORT, HOST),
    srv('_sip._tcp.carrier.test', port, HOST),
    a(HOST, '127.0.0.1'),
  ]);
  const connected = once(server, 'connection');
  const request = await world.bed.app.request('sip:bob@carrier.test', { method: 'OPTIONS' });
  const answered = finalOf(request);
  const [socket] = await within(10_000, connected, 'a connection');
  using peer = await StreamPeer.over(socket, 'TCP');
  peer.respond(await peer.takeRequest('OPTIONS'), 200);
  assert.equal((await answered).status, 200);
  server.close();
});

test('RFC 3263 4.3: after a dead target, a silent one and a 503 the next one is asked, each with a branch of its own', async () => {
  await using world = await openBed([a(HOST, '127.0.0.1')]);
  const { bed } = world;
  await using silent = await ScriptedPeer.open(portOf(bed.engine));
  const busy = await answering(bed, 503);
  await using _busy = busy.peer;
  const good = await answering(bed, 200);
  await using _good = good.peer;
  const ports = [DEAD_PORT, silent.port, busy.peer.port, good.peer.port];
  world.dns.records = [
    ...world.dns.records,
    ...ports.map((port, priority) => srv('_sip._udp.carrier.test', port, HOST, { priority })),
  ];
  const request = await bed.app.request('sip:bob@carrier.test', { method: 'OPTIONS' });
  const answered = finalOf(request);
  const branches = [await silent.takeRequest('OPTIONS'), await busy.answerOne(), await good.answerOne()].map(
    (it) => /branch=([^;]+)/.exec(header(it, 'Via') ?? '')?.[1],
  );
  assert.equal((await answered).status, 200);
  assert.equal(new Set(branches).size, 3);

  // What failed is not asked first the next time.
  const before = silent.received.length;
  const second = await bed.app.request('sip:bob@carrier.test', { method: 'OPTIONS' });
  const answeredAgain = finalOf(second);
  await good.answerOne();
  assert.equal((await answeredAgain).status, 200);
  assert.equal(silent.received.length, before);
});

test('a call fails over, and its ACK, CANCEL and BYE go where it went', async () => {
  await using world = await openBed([a(HOST, '127.0.0.1')]);
  const { bed } = world;
  await using callee = await ScriptedPeer.open(portOf(bed.engine));
  world.dns.records = [
    ...world.dns.records,
    ...[DEAD_PORT, callee.port].map((port, priority) =>
      srv('_sip._udp.carrier.test', port, HOST, { priority }),
    ),
  ];
  const placed = bed.app.createUAC('sip:bob@carrier.test', { localSdp: SDP });
  callee.respond(await callee.takeRequest('INVITE'), 200, { body: SDP });
  const dialog = await within(10_000, placed, 'the call');
  await callee.takeRequest('ACK');
  const ended = dialog.destroy();
  callee.respond(await callee.takeRequest('BYE'), 200);
  await ended;

  let cancel: (() => void) | undefined;
  const second = bed.app.createUAC(
    'sip:bob@carrier.test',
    { localSdp: SDP },
    { cbRequest: (_error, req) => (cancel = () => req.cancel()) },
  );
  const invite = await callee.takeRequest('INVITE');
  callee.respond(invite, 180);
  await until(() => cancel !== undefined, 'the request');
  cancel?.();
  const taken = await callee.takeRequest('CANCEL');
  assert.equal(header(taken, 'Via'), header(invite, 'Via'));
  callee.respond(taken, 200);
  callee.respond(invite, 487);
  await assert.rejects(second, /487/);
});

test('an INVITE cancelled before anyone answered goes to no further target', async () => {
  await using world = await openBed([a(HOST, '127.0.0.1')], { timers: { t1Ms: 20 } });
  const { bed } = world;
  await using silent = await ScriptedPeer.open(portOf(bed.engine));
  await using other = await ScriptedPeer.open(portOf(bed.engine));
  world.dns.records = [
    ...world.dns.records,
    ...[silent.port, other.port].map((port, priority) =>
      srv('_sip._udp.carrier.test', port, HOST, { priority }),
    ),
  ];
  const placed = bed.app.createUAC(
    'sip:bob@carrier.test',
    { localSdp: SDP },
    { cbRequest: (_error, req) => req.cancel() },
  );
  await assert.rejects(placed, /408|487/);
  assert.equal(other.pending('INVITE'), 0);
});

test('all targets failing gives the last failure: 503 where nobody was reached', async () => {
  await using world = await openBed([
    a(HOST, '127.0.0.1'),
    srv('_sip._udp.carrier.test', DEAD_PORT, HOST),
    srv('_sip._udp.carrier.test', DEAD_PORT + 1, HOST, { priority: 20 }),
  ]);
  const request = await world.bed.app.request('sip:bob@carrier.test', { method: 'OPTIONS' });
  assert.equal((await finalOf(request)).status, 503);
});

test('a name with a port is looked up by address only, and AAAA counts where we listen on IPv6', async () => {
  const listeners = [{ protocol: 'udp', address: '::1', port: 0 }] as const;
  await using callee = await Bed.open({ listeners });
  callee.app.options((_req, res) => res.send(200));
  await using world = await openBed([a(HOST, '127.0.0.1'), aaaa(HOST, '::1')], { listeners });
  const request = await world.bed.app.request(`sip:bob@${HOST}:${portOf(callee.engine)}`, {
    method: 'OPTIONS',
  });
  assert.equal((await finalOf(request)).status, 200);
  assert.deepEqual(world.dns.asked, [`AAAA ${HOST}`]);
});

test('answers are kept for their time to live, and questions asked at once are asked once', async () => {
  await using world = await openBed([a(HOST, '127.0.0.1', 1)]);
  const { peer } = await answering(world.bed, 200);
  await using _ = peer;
  const uri = `sip:bob@${HOST}:${peer.port}`;
  const ask = async (): Promise<void> => {
    const request = await world.bed.app.request(uri, { method: 'OPTIONS' });
    const answered = finalOf(request);
    peer.respond(await peer.takeRequest('OPTIONS'), 200);
    await answered;
  };
  await ask();
  await ask();
  assert.equal(world.dns.asked.length, 1);
  const deadlineMs = systemClock.monotonicMs() + 5_000;
  while (world.dns.asked.length < 2) {
    assert.ok(systemClock.monotonicMs() < deadlineMs, 'the record runs out after a second');
    await ask();
  }
});

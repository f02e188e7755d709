import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { header } from '../message/message.ts';
import { CertificateAuthority } from '../testing/certificate-authority.ts';
import { StreamPeer } from '../testing/stream-peer.ts';
import { Bed, finalOf, portOf, SDP, until, within, type AppDialog } from '../testing/test-bed.ts';

const WS = [{ protocol: 'ws', address: '127.0.0.1', port: 0 }] as const;

async function openBed(options: { pingMs?: number; origins?: readonly string[] } = {}) {
  const { pingMs, origins } = options;
  const bed = await Bed.open({
    listeners: [{ ...WS[0], ...(origins === undefined ? {} : { origins }) }],
    limits: pingMs === undefined ? {} : { webSocketPingMs: pingMs },
  });
  return { bed, url: `ws://127.0.0.1:${portOf(bed.engine, 'ws')}` };
}

test('RFC 7118: a browser phone registers and is called over its WebSocket, and the call ends there', async () => {
  const { bed, url } = await openBed();
  await using _ = bed;
  bed.app.register((_req, res) => res.send(200, { headers: { Expires: '60' } }));
  using phone = await StreamPeer.webSocket(url);
  phone.send(
    phone.request('REGISTER', [{ name: 'Contact', value: '<sip:ann@abc123.invalid;transport=ws>' }]),
  );
  await phone.takeResponse(200, 'REGISTER');

  const placed = bed.app.createUAC('sip:ann@abc123.invalid;transport=ws', { localSdp: SDP });
  const invite = await phone.takeRequest('INVITE');
  assert.match(header(invite, 'Via') ?? '', /^SIP\/2\.0\/WS 127\.0\.0\.1:\d+;/);
  assert.match(header(invite, 'Contact') ?? '', /^<sip:127\.0\.0\.1:\d+;transport=ws>$/);
  phone.respond(invite, 200, { body: SDP });
  const dialog: AppDialog = await within(10_000, placed, 'the call');
  await phone.takeRequest('ACK');
  const ended = dialog.destroy();
  phone.respond(await phone.takeRequest('BYE'), 200);
  await within(10_000, ended, 'the BYE to be answered');
});

test('sip/56 a WebSocket that does not offer `sip` is refused, and so is plain HTTP', async () => {
  const { bed, url } = await openBed();
  await using _ = bed;
  for (const protocols of [[], ['chat'], ['sipx', 'msrp']]) {
    const socket = new WebSocket(url, protocols);
    const [error] = (await within(10_000, once(socket, 'error'), 'a refusal')) as [Error];
    assert.match(error.message, /Unexpected server response: 400/);
  }
  using both = await StreamPeer.webSocket(url, { protocols: ['msrp', 'sip'] });
  assert.ok(!both.isClosed);
  const plain = httpRequest(url.replace('ws:', 'http:')).end();
  const [response] = (await within(10_000, once(plain, 'response'), 'an answer')) as [{ statusCode: number }];
  assert.equal(response.statusCode, 426);
});

test('sip/56 who is refused and does not close its half keeps no socket of ours', async () => {
  const { bed } = await openBed();
  await using _ = bed;
  const socket = connect({ port: portOf(bed.engine, 'ws'), host: '127.0.0.1', allowHalfOpen: true });
  // Writing to a socket that is gone is answered with a reset.
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const handshake = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13';
  socket.write(
    `GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${handshake}\r\n\r\n`,
  );
  socket.resume();
  await within(10_000, once(socket, 'end'), 'the refusal');
  const drip = setInterval(() => socket.write('x'), 20);
  try {
    await within(10_000, closed, 'the socket to be gone');
  } finally {
    clearInterval(drip);
    socket.destroy();
  }
});

test('console/7 a page of another site cannot open the phone’s WebSocket', async () => {
  const { bed, url } = await openBed({ origins: ['https://desk.example.test'] });
  await using _ = bed;
  for (const origin of ['https://evil.example.test', undefined]) {
    const socket = new WebSocket(url, ['sip'], origin === undefined ? {} : { origin });
    const [error] = (await within(10_000, once(socket, 'error'), 'a refusal')) as [Error];
    assert.match(error.message, /403/);
  }
  using own = await StreamPeer.webSocket(url, { origin: 'https://desk.example.test' });
  assert.ok(!own.isClosed);
});

test('sip/61 one message a frame: a frame with noise costs only that frame, a frame above 64 KB the connection', async () => {
  const { bed, url } = await openBed();
  await using _ = bed;
  bed.app.options((_req, res) => res.send(200));
  using phone = await StreamPeer.webSocket(url);
  phone.sendRaw('what is this');
  phone.send(phone.request('OPTIONS'));
  await phone.takeResponse(200, 'OPTIONS');
  assert.equal(bed.engine.stats().parseErrors, 1);
  phone.sendRaw(Buffer.alloc(100_000, 'a'));
  await phone.closed();
  using other = await StreamPeer.webSocket(url);
  other.send(other.request('OPTIONS'));
  await other.takeResponse(200, 'OPTIONS');
});

test('sip/1 a double CRLF frame is answered with CRLF, a single one with nothing', async () => {
  const { bed, url } = await openBed();
  await using _ = bed;
  using phone = await StreamPeer.webSocket(url);
  phone.sendRaw('\r\n');
  phone.sendRaw('\r\n\r\n');
  await until(() => phone.raw !== '', 'a pong');
  assert.equal(phone.raw, '\r\n');
  assert.equal(bed.engine.stats().parseErrors, 0);
});

test('a WebSocket that no longer answers pings is closed, one that does stays', async () => {
  const { bed, url } = await openBed({ pingMs: 60 });
  await using _ = bed;
  using lively = await StreamPeer.webSocket(url);
  using dead = await StreamPeer.webSocket(url, { autoPong: false });
  await dead.closed();
  assert.ok(!lively.isClosed);
  assert.equal(bed.engine.stats().connections, 1);
});

test('WSS: calls over TLS carry WSS in Via and ws in Contact', async () => {
  using ca = new CertificateAuthority();
  const certificates = [ca.issue('desk', 'DNS:desk.example.test,IP:127.0.0.1')];
  await using bed = await Bed.open({
    listeners: [{ protocol: 'wss', address: '127.0.0.1', port: 0, certificates }],
  });
  bed.app.register((_req, res) => res.send(200, { headers: { Expires: '60' } }));
  using phone = await StreamPeer.webSocket(`wss://127.0.0.1:${portOf(bed.engine, 'wss')}`, {
    ca: readFileSync(ca.caFile),
  });
  phone.send(
    phone.request('REGISTER', [{ name: 'Contact', value: '<sip:ann@abc123.invalid;transport=ws>' }]),
  );
  await phone.takeResponse(200, 'REGISTER');
  const request = await bed.app.request('sip:ann@abc123.invalid;transport=ws', { method: 'OPTIONS' });
  const answered = finalOf(request);
  const options = await phone.takeRequest('OPTIONS');
  assert.match(header(options, 'Via') ?? '', /^SIP\/2\.0\/WSS 127\.0\.0\.1:\d+;/);
  phone.respond(options, 200);
  assert.equal((await answered).status, 200);
});

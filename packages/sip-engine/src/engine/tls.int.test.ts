import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, renameSync } from 'node:fs';
import { connect as connectTcp, createServer as createTcpServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { connect, createServer } from 'node:tls';
import { header } from '../message/message.ts';
import { CertificateAuthority } from '../testing/certificate-authority.ts';
import { a, DnsServer } from '../testing/dns-server.ts';
import { StreamPeer } from '../testing/stream-peer.ts';
import { Bed, finalOf, portOf, SDP, until, within } from '../testing/test-bed.ts';
import type { TlsClientOptions } from '../transport/tls-client.ts';
import type { CertificateFiles } from '../transport/transport.ts';

const ca = new CertificateAuthority();
after(() => ca[Symbol.dispose]());
const OURS = ca.issue('ours', 'DNS:sip.example.test,IP:127.0.0.1');
const trusted = { ca: readFileSync(ca.caFile) };

function openBed(options: { certificates?: CertificateFiles[]; tls?: TlsClientOptions } = {}): Promise<Bed> {
  const certificates = options.certificates ?? [OURS];
  return Bed.open({
    listeners: [{ protocol: 'tls', address: '127.0.0.1', port: 0, certificates }],
    tls: options.tls ?? { caFile: ca.caFile },
  });
}

/** A carrier that accepts TLS with the certificate of these files. */
async function openCarrier(files: CertificateFiles, altCa?: CertificateAuthority) {
  const asksFor = { requestCert: true, rejectUnauthorized: false, ca: readFileSync((altCa ?? ca).caFile) };
  const server = createServer({
    cert: readFileSync(files.certFile),
    key: readFileSync(files.keyFile),
    ...asksFor,
  });
  const peers: StreamPeer[] = [];
  const shown: string[] = [];
  server.on('secureConnection', (socket) => {
    shown.push(String(socket.getPeerCertificate().subject?.CN));
    void StreamPeer.over(socket, 'TLS').then((peer) => peers.push(peer));
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return {
    port,
    peers,
    shown,
    [Symbol.dispose]() {
      for (const peer of peers) peer[Symbol.dispose]();
      server.close();
    },
  };
}

test('a phone on TLS registers, and is called over its connection', async () => {
  await using bed = await openBed();
  bed.app.register((_req, res) => res.send(200, { headers: { Expires: '60' } }));
  using phone = await StreamPeer.tls(portOf(bed.engine, 'tls'), trusted);
  phone.send(
    phone.request('REGISTER', [{ name: 'Contact', value: '<sip:ann@10.9.9.9:40000;transport=tls>' }]),
  );
  await phone.takeResponse(200, 'REGISTER');
  const placed = bed.app.createUAC('sip:ann@10.9.9.9:40000;transport=tls', { localSdp: SDP });
  const invite = await phone.takeRequest('INVITE');
  assert.match(header(invite, 'Via') ?? '', /^SIP\/2\.0\/TLS 127\.0\.0\.1:\d+;/);
  assert.match(header(invite, 'Contact') ?? '', /^<sip:127\.0\.0\.1:\d+;transport=tls>$/);
  phone.respond(invite, 200, { body: SDP });
  await within(10_000, placed, 'the call');
});

test('sip/57 TLS below 1.2 is refused, 1.2 and 1.3 are spoken', async () => {
  await using bed = await openBed();
  const port = portOf(bed.engine, 'tls');
  const speaks = async (version: string): Promise<boolean> => {
    // Security level 0, or openssl itself would not try the old versions.
    const args = ['s_client', '-connect', `127.0.0.1:${port}`, version, '-cipher', 'ALL:@SECLEVEL=0'];
    const child = spawn('openssl', args, { stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.end();
    const [code] = (await within(10_000, once(child, 'close'), 'openssl')) as [number];
    return code === 0;
  };
  assert.deepEqual(await Promise.all(['-tls1', '-tls1_1', '-tls1_2', '-tls1_3'].map(speaks)), [
    false,
    false,
    true,
    true,
  ]);
});

/** Name of the certificate the engine shows to who asks for `servername`. */
async function shownBy(bed: Bed, servername = ''): Promise<string> {
  const port = portOf(bed.engine, 'tls');
  const socket = connect({ host: '127.0.0.1', port, servername, rejectUnauthorized: false });
  await within(10_000, once(socket, 'secureConnect'), 'a handshake');
  const name = socket.getPeerCertificate().subject.CN;
  socket.destroy();
  return String(name);
}

test('of several certificates the one for the server name asked for is shown, else the first', async () => {
  const other = ca.issue('other', 'DNS:*.carrier.test');
  await using bed = await openBed({ certificates: [OURS, other] });
  assert.equal(await shownBy(bed, 'sip.example.test'), 'ours');
  assert.equal(await shownBy(bed, 'edge.carrier.test'), 'other');
  assert.equal(await shownBy(bed, 'unknown.test'), 'ours');
  assert.equal(await shownBy(bed), 'ours');
});

test('a new certificate is shown without a restart, and connections stay', async () => {
  const files = { certFile: join(ca.folder, 'live.pem'), keyFile: join(ca.folder, 'live.key') };
  const put = (from: CertificateFiles): void => {
    // As tools do it: a new file under the old name.
    for (const kind of ['certFile', 'keyFile'] as const) {
      copyFileSync(from[kind], `${files[kind]}.new`);
      renameSync(`${files[kind]}.new`, files[kind]);
    }
  };
  put(OURS);
  await using bed = await openBed({ certificates: [files] });
  bed.app.options((_req, res) => res.send(200));
  using early = await StreamPeer.tls(portOf(bed.engine, 'tls'), trusted);
  assert.equal(await shownBy(bed), 'ours');
  put(ca.issue('renewed', 'DNS:sip.example.test'));
  let shown = '';
  await until(() => {
    void shownBy(bed).then((name) => (shown = name));
    return shown === 'renewed';
  }, 'the new certificate');
  early.send(early.request('OPTIONS'));
  await early.takeResponse(200, 'OPTIONS');
});

test('a carrier on TLS is called when its certificate names it, and sees ours', async () => {
  await using bed = await openBed();
  using carrier = await openCarrier(ca.issue('carrier', 'IP:127.0.0.1'));
  const request = await bed.app.request(`sips:bob@127.0.0.1:${carrier.port}`, { method: 'OPTIONS' });
  const answered = finalOf(request);
  await until(() => carrier.peers.length === 1, 'the carrier to be called');
  const [peer] = carrier.peers;
  assert.ok(peer);
  const options = await peer.takeRequest('OPTIONS');
  assert.match(header(options, 'Via') ?? '', /^SIP\/2\.0\/TLS /);
  peer.respond(options, 200);
  assert.equal((await answered).status, 200);
  assert.deepEqual(carrier.shown, ['ours']);
});

test('RFC 3261 8.1.1.8: an INVITE to a sips URI has a sips Contact', async () => {
  await using bed = await openBed();
  using carrier = await openCarrier(ca.issue('carrier', 'IP:127.0.0.1'));
  const placed = bed.app.createUAC(`sips:bob@127.0.0.1:${carrier.port}`, { localSdp: SDP });
  await until(() => carrier.peers.length === 1, 'the carrier to be called');
  const invite = await carrier.peers[0]?.takeRequest('INVITE');
  assert.ok(invite);
  assert.match(header(invite, 'Contact') ?? '', /^<sips:127\.0\.0\.1:\d+>$/);
  carrier.peers[0]?.respond(invite, 486);
  await assert.rejects(placed, /486/);
});

test('sip/57 a carrier whose certificate is another’s, or by an authority we do not know, gets nothing: 503 to the app', async () => {
  await using bed = await openBed();
  using stranger = new CertificateAuthority();
  for (const files of [
    ca.issue('elsewhere', 'DNS:elsewhere.test'),
    stranger.issue('carrier', 'IP:127.0.0.1'),
  ]) {
    using carrier = await openCarrier(files);
    const request = await bed.app.request(`sip:bob@127.0.0.1:${carrier.port};transport=tls`, {
      method: 'OPTIONS',
    });
    assert.equal((await finalOf(request)).status, 503);
    assert.ok(carrier.peers.every((peer) => peer.raw === ''));
  }
});

test('requests to a carrier by name that come during the TLS handshake wait for its end', async () => {
  using dns = await DnsServer.open([a('carrier.test', '127.0.0.1')]);
  using carrier = await openCarrier(ca.issue('carrier', 'DNS:carrier.test'));
  await using bed = await Bed.open({
    listeners: [{ protocol: 'tls', address: '127.0.0.1', port: 0, certificates: [OURS] }],
    tls: { caFile: ca.caFile },
    dns: { servers: [dns.address] },
  });
  const slow = createTcpServer().listen(0, '127.0.0.1');
  await once(slow, 'listening');
  const address = slow.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const ask = () => bed.app.request(`sip:bob@carrier.test:${port};transport=tls`, { method: 'OPTIONS' });
  const connected = once(slow, 'connection');
  const first = finalOf(await ask());
  const [socket] = (await within(10_000, connected, 'a connection')) as [Socket];
  await within(10_000, once(socket, 'readable'), 'the handshake to begin');
  const second = finalOf(await ask());
  const onward = connectTcp(carrier.port, '127.0.0.1');
  socket.pipe(onward).pipe(socket);
  await until(() => carrier.peers.length === 1, 'the end of the handshake');
  const [peer] = carrier.peers;
  for (const answered of [first, second]) {
    const options = await peer?.takeRequest('OPTIONS');
    if (options !== undefined) peer?.respond(options, 200);
    assert.equal((await answered).status, 200);
  }
  socket.destroy();
  slow.close();
});

test('only `verify: none` believes any certificate', async () => {
  await using bed = await openBed({ tls: { verify: 'none' } });
  using stranger = new CertificateAuthority();
  using carrier = await openCarrier(stranger.issue('anybody', 'DNS:anybody.test'));
  const request = await bed.app.request(`sip:bob@127.0.0.1:${carrier.port};transport=tls`, {
    method: 'OPTIONS',
  });
  const answered = finalOf(request);
  await until(() => carrier.peers.length === 1, 'the carrier to be called');
  const options = await carrier.peers[0]?.takeRequest('OPTIONS');
  assert.ok(options);
  carrier.peers[0]?.respond(options, 200);
  assert.equal((await answered).status, 200);
});

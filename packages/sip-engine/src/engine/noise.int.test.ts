import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { test } from 'node:test';
import { CertificateAuthority } from '../testing/certificate-authority.ts';
import { ScriptedPeer } from '../testing/scripted-peer.ts';
import { StreamPeer } from '../testing/stream-peer.ts';
import { Bed, portOf, within } from '../testing/test-bed.ts';

const STREAMS = ['tcp', 'tls', 'ws', 'wss'] as const;

test('sip/3 noise on every port is shut out, and each of them serves the next one', async () => {
  using ca = new CertificateAuthority();
  const certificates = [ca.issue('sip', 'IP:127.0.0.1')];
  const at = { address: '127.0.0.1', port: 0 };
  await using bed = await Bed.open({
    listeners: [
      { protocol: 'udp', ...at },
      { protocol: 'tcp', ...at },
      { protocol: 'tls', ...at, certificates },
      { protocol: 'ws', ...at },
      { protocol: 'wss', ...at, certificates },
    ],
  });
  bed.app.options((_req, res) => res.send(200));
  for (const protocol of STREAMS) {
    for (let count = 0; count < 10; count += 1) {
      const socket = connect({ host: '127.0.0.1', port: portOf(bed.engine, protocol) });
      // Being cut off is what noise gets.
      socket.on('error', () => socket.destroy());
      socket.resume();
      socket.end(Buffer.concat([randomBytes(500), Buffer.from('\r\n\r\n')]));
      await within(10_000, once(socket, 'close'), `${protocol} to close`);
    }
  }
  await using udp = await ScriptedPeer.open(portOf(bed.engine));
  for (let count = 0; count < 200; count += 1) udp.sendRaw(randomBytes(count * 5));
  udp.send(udp.request('OPTIONS'));
  await udp.takeResponse(200, 'OPTIONS');

  const trust = { ca: readFileSync(ca.caFile) };
  const url = (protocol: 'ws' | 'wss'): string => `${protocol}://127.0.0.1:${portOf(bed.engine, protocol)}`;
  using tcp = await StreamPeer.tcp(portOf(bed.engine, 'tcp'));
  using tls = await StreamPeer.tls(portOf(bed.engine, 'tls'), trust);
  using ws = await StreamPeer.webSocket(url('ws'));
  using wss = await StreamPeer.webSocket(url('wss'), trust);
  for (const peer of [tcp, tls, ws, wss]) {
    peer.send(peer.request('OPTIONS'));
    await peer.takeResponse(200, 'OPTIONS');
  }
  assert.equal(bed.engine.stats().connections, 4);
});

test('sip/64 a source that floods is cut off before parsing, and a trusted one is served meanwhile', async () => {
  // The engine's own address is the stranger here, its neighbour on loopback the carrier.
  const flood = {
    trustedNetworks: ['127.0.0.2'],
    sourceDatagrams: { perSecond: 10, burst: 20 },
    sourceDrops: { perSecond: 1, burst: 50 },
  };
  await using bed = await Bed.open({
    flood,
    listeners: [{ protocol: 'udp', address: '127.0.0.1', port: 0 }],
  });
  bed.app.options((_req, res) => res.send(200));
  await using stranger = await ScriptedPeer.open(portOf(bed.engine));
  for (let count = 0; count < 200; count += 1) stranger.send(stranger.request('OPTIONS'));
  await using carrier = await ScriptedPeer.open(portOf(bed.engine), 0, '127.0.0.2');
  carrier.send(carrier.request('OPTIONS'));
  await carrier.takeResponse(200, 'OPTIONS');
  const { requestsReceived, datagramsDropped, bans } = bed.engine.stats();
  assert.equal(requestsReceived + datagramsDropped, 201);
  assert.ok(requestsReceived < 100, String(requestsReceived));
  assert.equal(bans, 1);
});

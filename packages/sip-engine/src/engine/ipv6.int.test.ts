import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { header } from '../message/message.ts';
import { parseMessage } from '../message/parse.ts';
import { CertificateAuthority } from '../testing/certificate-authority.ts';
import { StreamPeer } from '../testing/stream-peer.ts';
import { Bed, finalOf, portOf, SDP, within, type AppIncoming } from '../testing/test-bed.ts';

const V6 = { address: '::1', port: 0 };

test('RFC 5118: over UDP and IPv6 the answer comes back by rport, addresses in brackets where a port follows', async () => {
  await using bed = await Bed.open({ listeners: [{ protocol: 'udp', ...V6 }] });
  let source = '';
  bed.app.options((req: AppIncoming & { source_address?: string }, res) => {
    source = req.source_address ?? '';
    res.send(200);
  });
  const socket = createSocket('udp6').bind(0, '::1');
  await once(socket, 'listening');
  try {
    const via = 'SIP/2.0/UDP [2001:db8::9]:6060;branch=z9hG4bK1;rport';
    const lines = [
      'OPTIONS sip:[::1] SIP/2.0',
      `Via: ${via}`,
      'Max-Forwards: 70',
      'From: <sip:a@[::1]>;tag=1',
      'To: <sip:[::1]>',
      'Call-ID: c@[::1]',
      'CSeq: 1 OPTIONS',
      '',
      '',
    ];
    socket.send(lines.join('\r\n'), portOf(bed.engine), '::1');
    const [bytes] = (await within(10_000, once(socket, 'message'), 'an answer')) as [Buffer];
    const parsed = parseMessage(bytes);
    assert.ok(parsed.ok);
    const { port } = socket.address();
    assert.equal(
      header(parsed.message, 'Via'),
      `SIP/2.0/UDP [2001:db8::9]:6060;branch=z9hG4bK1;rport=${port};received=::1`,
    );
    assert.equal(source, '::1');
  } finally {
    socket.close();
  }
});

test('a sent-by that is the source in another spelling of IPv6 gets no `received`', async () => {
  await using bed = await Bed.open({ listeners: [{ protocol: 'tcp', ...V6 }] });
  bed.app.options((_req, res) => res.send(200));
  using peer = await StreamPeer.tcp(portOf(bed.engine, 'tcp'), '::1');
  const via = { name: 'Via', value: 'SIP/2.0/TCP [0:0:0:0:0:0:0:1]:5060;branch=z9hG4bK2' };
  peer.send(peer.request('OPTIONS', [via]));
  assert.equal(header(await peer.takeResponse(200, 'OPTIONS'), 'Via'), via.value);
});

test('a call over IPv6 between two engines, by UDP, TCP, and TLS', async () => {
  using ca = new CertificateAuthority();
  const certificates = [ca.issue('six', 'IP:0:0:0:0:0:0:0:1')];
  const listeners = [
    { protocol: 'udp', ...V6 },
    { protocol: 'tcp', ...V6 },
    { protocol: 'tls', ...V6, certificates },
  ] as const;
  const tls = { caFile: ca.caFile };
  await using caller = await Bed.open({ listeners, tls });
  await using callee = await Bed.open({ listeners, tls });
  callee.app.invite((req, res) => {
    void callee.app
      .createUAS(req, res, { localSdp: SDP })
      .then((dialog) => dialog.on('modify', (_req, answer) => answer.send(200)));
  });
  for (const protocol of ['udp', 'tcp', 'tls'] as const) {
    const port = portOf(callee.engine, protocol);
    const dialog = await within(
      5_000,
      caller.app.createUAC(`sip:bob@[::1]:${port};transport=${protocol}`, { localSdp: SDP }),
      'the call',
    );
    assert.match(dialog.remote.uri, new RegExp(`^sip:\\[::1\\]:${port}`));
    await within(10_000, dialog.destroy(), 'the end');
  }
});

test('with listeners of both families the one of the peer’s family is taken', async () => {
  await using bed = await Bed.open({
    listeners: [
      { protocol: 'udp', address: '127.0.0.1', port: 0 },
      { protocol: 'udp', ...V6 },
    ],
  });
  await using callee = await Bed.open({ listeners: [{ protocol: 'udp', ...V6 }] });
  callee.app.options((req, res) => res.send(200, { headers: { 'X-Via': req.get('Via') } }));
  const request = await bed.app.request(`sip:bob@[::1]:${portOf(callee.engine)}`, { method: 'OPTIONS' });
  assert.match((await finalOf(request)).get('X-Via'), /^SIP\/2\.0\/UDP \[::1\]:\d+;/);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock, Timer } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import { StreamPeer } from '../testing/stream-peer.ts';
import { Bed, portOf, until } from '../testing/test-bed.ts';

test('RFC 5626: a double CRLF on TCP is answered with one CRLF', async () => {
  await using bed = await Bed.open();
  using peer = await StreamPeer.tcp(portOf(bed.engine, 'tcp'));
  peer.sendRaw('\r\n\r\n');
  await until(() => peer.raw !== '', 'a pong');
  assert.equal(peer.raw, '\r\n');
});

test('sip/3 a flood of keep-alives on TCP is not answered one by one', async () => {
  await using bed = await Bed.open();
  using peer = await StreamPeer.tcp(portOf(bed.engine, 'tcp'));
  bed.app.options((_req, res) => res.send(200));
  peer.sendRaw('\r\n\r\n'.repeat(5_000));
  peer.send(peer.request('OPTIONS'));
  await peer.takeResponse(200, 'OPTIONS');
  const pongs = /^(\r\n)*/.exec(peer.raw)?.[0].length ?? 0;
  assert.ok(pongs > 0 && pongs < 1_000, `${pongs / 2} pongs`);
});

test('sip/62 a message that does not end in time costs its sender the connection; whole ones and keep-alives do not', async () => {
  await using bed = await Bed.open({ limits: { messageMs: 200 } });
  bed.app.options((_req, res) => res.send(200));
  const port = portOf(bed.engine, 'tcp');
  using slow = await StreamPeer.tcp(port);
  using silent = await StreamPeer.tcp(port);
  using good = await StreamPeer.tcp(port);
  using calm = await StreamPeer.tcp(port);
  good.send(good.request('OPTIONS'));
  await good.takeResponse(200, 'OPTIONS');
  good.sendRaw('\r\n');
  calm.sendRaw('\r\n\r\n');
  slow.sendRaw('OPTIONS sip:bob@127.0.0.1 SIP/2.0\r\n');
  const drip = setInterval(() => slow.sendRaw('X-Header: 1\r\n'), 20);
  try {
    await slow.closed();
    await silent.closed();
  } finally {
    clearInterval(drip);
  }
  assert.ok(!good.isClosed && !calm.isClosed);
});

test('sip/16 headers that never end are cut at 64 KB', async () => {
  await using bed = await Bed.open();
  using peer = await StreamPeer.tcp(portOf(bed.engine, 'tcp'));
  peer.sendRaw(`OPTIONS sip:bob@127.0.0.1 SIP/2.0\r\n${'X-Pad: 1234567890\r\n'.repeat(5_000)}`);
  await peer.closed();
  assert.equal(bed.engine.stats().parseErrors, 1);
});

test('a silent connection is closed after its idle time', async () => {
  await using bed = await Bed.open({ limits: { idleMs: 150 } });
  using peer = await StreamPeer.tcp(portOf(bed.engine, 'tcp'));
  peer.sendRaw('\r\n\r\n');
  await peer.closed();
});

test('sip/63 one source gets only its share of connections, and the rest are served', async () => {
  const flood = { trustedNetworks: ['127.0.0.2'], sourceConnectionsMax: 3 };
  await using bed = await Bed.open({
    flood,
    listeners: [{ protocol: 'tcp', address: '127.0.0.1', port: 0 }],
  });
  bed.app.options((_req, res) => res.send(200));
  const port = portOf(bed.engine, 'tcp');
  const peers = await Promise.all(Array.from({ length: 5 }, () => StreamPeer.tcp(port)));
  await until(() => peers.filter((peer) => peer.isClosed).length === 2, 'two to be refused');
  assert.equal(bed.engine.stats().connectionsRefused, 2);
  const open = peers.filter((peer) => !peer.isClosed);
  open[0]?.send(open[0].request('OPTIONS'));
  await open[0]?.takeResponse(200, 'OPTIONS');
  open[0]?.[Symbol.dispose]();
  await until(() => bed.engine.stats().connections === 2, 'one to have gone');
  using later = await StreamPeer.tcp(port);
  later.send(later.request('OPTIONS'));
  await later.takeResponse(200, 'OPTIONS');
  for (const peer of peers) peer[Symbol.dispose]();
});

test('sip/63 who is refused for his share takes no idle place of another, though the listener is full', async () => {
  const limits = { connectionsMax: 2 };
  const flood = { trustedNetworks: ['127.0.0.2'], sourceConnectionsMax: 0 };
  const clock = new AdvancingClock();
  await using bed = await Bed.open({
    clock,
    limits,
    flood,
    listeners: [{ protocol: 'tcp', address: '0.0.0.0', port: 0 }],
  });
  const port = portOf(bed.engine, 'tcp');
  const idle = await Promise.all([1, 2].map(() => StreamPeer.tcp(port, '127.0.0.1', '127.0.0.2')));
  for (const peer of idle) peer.sendRaw('\r\n\r\n');
  await until(() => idle.every((peer) => peer.raw !== ''), 'both to be answered');
  clock.aheadMs = 60_000;
  using stranger = await StreamPeer.tcp(port);
  await stranger.closed();
  assert.equal(bed.engine.stats().connections, 2);
  for (const peer of idle) peer[Symbol.dispose]();
});

/** The machine's time, moved ahead without its timers. */
class AdvancingClock implements Clock {
  aheadMs = 0;
  now(): number {
    return systemClock.now() + this.aheadMs;
  }
  monotonicMs(): number {
    return systemClock.monotonicMs() + this.aheadMs;
  }
  setTimer(delayMs: number, fn: () => void): Timer {
    return systemClock.setTimer(delayMs, fn);
  }
  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return systemClock.sleep(delayMs, signal);
  }
}

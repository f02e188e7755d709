import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog, type Clock } from '@firstring/kernel';
import { DEFAULT_FLOOD_LIMITS, SourceGuard, type FloodLimits } from './source-guard.ts';

const NOISY = '198.51.100.7';
const CALM = '203.0.113.9';

/** A guard and a clock that only the test moves. */
function guardWith(limits: Partial<FloodLimits>) {
  let nowMs = 1_000;
  const clock: Clock = {
    now: () => nowMs,
    monotonicMs: () => nowMs,
    setTimer: () => ({ cancel() {} }),
    sleep: async () => {},
  };
  const guard = new SourceGuard({ clock, log: silentLog }, { ...DEFAULT_FLOOD_LIMITS, ...limits });
  return { guard, pass: (ms: number) => (nowMs += ms) };
}

function admitted(guard: SourceGuard, address: string, count: number): number {
  return Array.from({ length: count }, () => guard.admitDatagram(address)).filter(Boolean).length;
}

test('sip/3 a source beyond its rate loses its datagrams, another one none, and it is served again later', () => {
  const { guard, pass } = guardWith({ sourceDatagrams: { perSecond: 10, burst: 20 } });
  assert.equal(admitted(guard, NOISY, 100), 20);
  assert.equal(admitted(guard, CALM, 20), 20);
  assert.equal(guard.counters.datagramsDropped, 80);
  pass(500);
  assert.equal(admitted(guard, NOISY, 100), 5);
});

test('all sources together have a bound, and trusted networks are outside of it', () => {
  const { guard } = guardWith({
    allDatagrams: { perSecond: 1, burst: 50 },
    trustedNetworks: ['192.0.2.0/24'],
  });
  const strangers = Array.from({ length: 100 }, (_, at) => admitted(guard, `198.51.100.${at}`, 1));
  assert.equal(
    strangers.reduce((sum, count) => sum + count),
    50,
  );
  assert.equal(admitted(guard, '192.0.2.200', 10_000), 10_000);
});

test('loopback has no limits by default', () => {
  const { guard } = guardWith({ sourceDatagrams: { perSecond: 1, burst: 1 } });
  assert.equal(admitted(guard, '127.0.0.1', 100), 100);
  assert.equal(admitted(guard, '::1', 100), 100);
  assert.equal(admitted(guard, NOISY, 100), 1);
});

test('a carrier of 1,000 calls a second keeps within the defaults', () => {
  const { guard, pass } = guardWith({});
  for (let ms = 0; ms < 10_000; ms += 10) {
    assert.equal(admitted(guard, CALM, 50), 50);
    pass(10);
  }
});

test('an IPv6 source is its /64, however many addresses it has', () => {
  const { guard } = guardWith({ sourceDatagrams: { perSecond: 1, burst: 10 } });
  const counts = Array.from({ length: 100 }, (_, at) => admitted(guard, `2001:db8::${at.toString(16)}`, 1));
  assert.equal(
    counts.reduce((sum, count) => sum + count),
    10,
  );
  assert.equal(admitted(guard, '2001:db8:0:1::1', 10), 10);
});

test('who goes on beyond its rate is banned, and let in again when the ban is over', () => {
  const { guard, pass } = guardWith({
    sourceDatagrams: { perSecond: 10, burst: 10 },
    sourceDrops: { perSecond: 1, burst: 30 },
    banMs: 5_000,
  });
  admitted(guard, NOISY, 100);
  assert.equal(guard.counters.bans, 1);
  pass(4_000);
  assert.equal(admitted(guard, NOISY, 5), 0);
  assert.equal(guard.admitConnection(NOISY), false);
  pass(1_000);
  assert.equal(admitted(guard, NOISY, 5), 5);
});

test('unreadable messages get their source banned, but never a trusted one', () => {
  const { guard } = guardWith({ sourceErrors: { perSecond: 1, burst: 3 }, trustedNetworks: [CALM] });
  for (let count = 0; count < 4; count += 1) {
    guard.noteError(NOISY);
    guard.noteError(CALM);
  }
  assert.equal(guard.isBanned(NOISY), true);
  assert.equal(guard.isBanned(CALM), false);
  guard.ban(CALM, 1_000);
  assert.equal(guard.isBanned(CALM), false);
});

test('sip/63 connections are bound in their rate and in their number', () => {
  const { guard, pass } = guardWith({
    sourceConnections: { perSecond: 1, burst: 3 },
    sourceConnectionsMax: 4,
  });
  const open = () => guard.admitConnection(NOISY);
  assert.deepEqual([open(), open(), open(), open()], [true, true, true, false]);
  pass(2_000);
  assert.deepEqual([open(), open()], [true, false]);
  guard.releaseConnection(NOISY);
  assert.equal(open(), true);
});

test('a stream that brings too many bytes waits until it is out of debt', () => {
  const { guard, pass } = guardWith({ sourceBytes: { perSecond: 1_000, burst: 2_000 } });
  assert.equal(guard.bytesWaitMs(NOISY, 2_000), 0);
  assert.equal(guard.bytesWaitMs(NOISY, 500), 500);
  pass(500);
  assert.equal(guard.bytesWaitMs(NOISY, 0), 0);
});

test('a million forged sources take no more memory than the limit, and a ban outlives a few thousand of them', () => {
  const { guard } = guardWith({ sourcesMax: 10_000, allDatagrams: { perSecond: 1, burst: 10 } });
  guard.ban(NOISY, 60_000);
  const forged = (at: number) => `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`;
  for (let at = 0; at < 4_000; at += 1) guard.admitDatagram(forged(at));
  assert.equal(guard.isBanned(NOISY), true);
  for (let at = 0; at < 1_000_000; at += 1) guard.admitDatagram(forged(at));
  assert.ok(guard.sourceCount <= 10_000, String(guard.sourceCount));
});

test('a network that cannot be read is an error, not a hole', () => {
  for (const text of ['10.0.0.0/33', 'everything', '10.0.0.0/8/8', '::1/x', '']) {
    assert.throws(() => guardWith({ trustedNetworks: [text] }), /not an IP network/, text);
  }
});

import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { silentLog } from '@firstring/kernel';
import { systemClock as clock } from '@firstring/kernel/system';
import { seededRandom } from '@firstring/kernel/testing';
import { eventually } from '@firstring/media-relay/testing';
import { UdpRelay, type UdpFaults } from './udp-relay.ts';

async function bound(t: TestContext): Promise<Socket> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  t.after(() => socket.close());
  return socket;
}

/** A client, a relay and an echoing target. */
async function setUp(
  t: TestContext,
  faults: { toTarget?: UdpFaults; toClient?: UdpFaults; seed?: string } = {},
) {
  const target = await bound(t);
  const atTarget: number[] = [];
  target.on('message', (datagram, from) => {
    atTarget.push(datagram.readUInt16BE(0));
    target.send(datagram, from.port, from.address);
  });
  const { seed, ...directions } = faults;
  const relay = await UdpRelay.open({
    clock,
    random: seededRandom(seed ?? 'relay'),
    log: silentLog,
    target: { host: '127.0.0.1', port: target.address().port },
    ...directions,
  });
  t.after(() => relay[Symbol.asyncDispose]());
  const client = await bound(t);
  const atClient: number[] = [];
  client.on('message', (datagram) => atClient.push(datagram.readUInt16BE(0)));
  const send = (count: number): void => {
    for (let i = 0; i < count; i += 1)
      client.send(Buffer.of(i >> 8, i & 0xff, 1, 2), relay.port, '127.0.0.1');
  };
  return { relay, send, atTarget, atClient };
}

const passed = ({ forwarded, dropped }: UdpRelay['stats']['toTarget']): number => forwarded + dropped;
const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

test('without faults everything gets there and back, in order', async (t) => {
  const { send, atTarget, atClient } = await setUp(t);
  send(50);
  await eventually(clock, 'all echoes', () => atClient.length === 50);
  assert.deepEqual(atTarget, numbers(50));
  assert.deepEqual(atClient, numbers(50));
});

test('the same seed loses the same datagrams, another seed others', async (t) => {
  const lost = async (seed: string): Promise<number[]> => {
    const { relay, send, atTarget } = await setUp(t, { seed, toTarget: { drop: 0.3 } });
    send(100);
    await eventually(
      clock,
      'all through',
      () => passed(relay.stats.toTarget) === 100 && atTarget.length === relay.stats.toTarget.forwarded,
    );
    return numbers(100).filter((i) => !atTarget.includes(i));
  };
  const first = await lost('a');
  assert.ok(first.length > 10 && first.length < 50);
  assert.deepEqual(await lost('a'), first);
  assert.notDeepEqual(await lost('b'), first);
});

test('duplicates come twice, corrupted ones differ in one octet', async (t) => {
  const { relay, send, atTarget } = await setUp(t, { toTarget: { duplicate: 1 } });
  send(10);
  await eventually(clock, 'twenty', () => atTarget.length === 20);
  relay.setFaults('toTarget', { corrupt: 1 });
  send(20);
  await eventually(clock, 'forty', () => atTarget.length === 40);
  assert.equal(relay.stats.toTarget.corrupted, 20);
  assert.notDeepEqual(atTarget.slice(20), numbers(20));
});

test('reordering changes the order and loses nothing', async (t) => {
  const { send, atTarget } = await setUp(t, { toTarget: { reorder: 0.5 } });
  send(40);
  await eventually(clock, 'all there', () => atTarget.length === 40);
  assert.notDeepEqual(atTarget, numbers(40));
  assert.deepEqual(
    atTarget.toSorted((a, b) => a - b),
    numbers(40),
  );
});

test('a delay holds datagrams back', async (t) => {
  const { send, atTarget } = await setUp(t, { toTarget: { delayMs: { min: 80, max: 80 } } });
  const startedMs = clock.monotonicMs();
  send(1);
  await eventually(clock, 'it is there', () => atTarget.length === 1);
  assert.ok(clock.monotonicMs() - startedMs >= 79);
});

test('one way can be cut while the other works, and be mended', async (t) => {
  const { relay, send, atTarget, atClient } = await setUp(t, { toClient: { blocked: true } });
  send(10);
  await eventually(clock, 'answers cut', () => relay.stats.toClient.dropped === 10);
  assert.deepEqual([atTarget.length, atClient.length], [10, 0]);
  relay.setFaults('toClient', {});
  send(1);
  await eventually(clock, 'the answer', () => atClient.length === 1);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '@firstring/kernel';
import { SimulatedClock } from '@firstring/kernel/testing';
import { fillTrunk } from '../domain/trunk-defaults.ts';
import type { Trunk } from '../domain/trunk.ts';
import { TrunkAddresses } from './trunk-addresses.ts';

function trunk(trunkId: string, address: string): Trunk {
  return fillTrunk({ trunkId, targets: [{ address, priority: 0, weight: 1 }] });
}

const from = (address: string, port = 5060) => ({ address, port, protocol: 'udp' });

test('a trunk is known by its address; the exact port wins over another trunk behind the same address', async () => {
  const addresses = new TrunkAddresses({
    clock: new SimulatedClock(),
    log: silentLog,
    lookup: async (host) => (host === 'sip.example' ? ['192.0.2.7', '192.0.2.8'] : [host]),
  });
  const trunks = [
    trunk('a', '192.0.2.1'),
    trunk('b', '192.0.2.1:5080'),
    trunk('c', 'sip.example;transport=tcp'),
  ];
  const find = async (source: ReturnType<typeof from>) => {
    const found = await addresses.find(trunks, source);
    return found && [found.trunk.trunkId, found.exact];
  };
  assert.deepEqual(await find(from('192.0.2.1')), ['a', true]);
  assert.deepEqual(await find(from('192.0.2.1', 5080)), ['b', true]);
  assert.deepEqual(await find(from('192.0.2.1', 40_000)), ['a', false]);
  assert.deepEqual(await find(from('192.0.2.8')), ['c', true]);
  assert.equal(await find(from('192.0.2.9')), undefined);
});

test('F71 names are asked for once a minute, and the last good answer is kept when that fails', async () => {
  const clock = new SimulatedClock();
  let asked = 0;
  let broken = false;
  const addresses = new TrunkAddresses({
    clock,
    log: silentLog,
    lookup: async () => {
      asked += 1;
      if (broken) throw new Error('no name server');
      return ['192.0.2.7'];
    },
  });
  const trunks = [trunk('a', 'sip.example')];
  await addresses.find(trunks, from('192.0.2.7'));
  await addresses.find(trunks, from('192.0.2.7'));
  assert.equal(asked, 1);
  broken = true;
  clock.advance(60_001);
  assert.equal((await addresses.find(trunks, from('192.0.2.7')))?.trunk.trunkId, 'a');
  assert.equal(asked, 2);
});

test('a trunk’s calls may come from further addresses and networks, IPv4 and IPv6; a disabled trunk has none', async () => {
  const addresses = new TrunkAddresses({
    clock: new SimulatedClock(),
    log: silentLog,
    lookup: async (host) => [host],
  });
  const wide = {
    ...trunk('wide', '192.0.2.1'),
    sourceAddresses: ['198.51.100.0/24', '2001:db8::/32', '203.0.113.9'],
  };
  const find = async (source: string, list = [wide]) =>
    (await addresses.find(list, from(source)))?.trunk.trunkId;
  for (const source of ['198.51.100.77', '2001:db8:1::5', '203.0.113.9'])
    assert.equal(await find(source), 'wide', source);
  for (const source of ['198.51.101.1', '2001:db9::1', '203.0.113.8', 'nonsense'])
    assert.equal(await find(source), undefined, source);
  assert.equal(await find('192.0.2.1', [{ ...wide, disabled: true }]), undefined);
});

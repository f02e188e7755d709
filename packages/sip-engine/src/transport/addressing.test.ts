import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseListener, hostTowards, isPrivateAddress } from './local-address.ts';
import { nextHopOf } from './next-hop.ts';
import type { Listener } from './transport.ts';

const listener = (address: string, host = address): Listener => ({
  protocol: 'udp',
  address,
  port: 5060,
  host,
});

test('a URI says where its packets go', () => {
  assert.deepEqual(nextHopOf('sip:a@10.0.0.1'), { host: '10.0.0.1', port: undefined, protocol: undefined });
  assert.deepEqual(nextHopOf('<sip:p.example:5070;transport=TCP;lr>'), {
    host: 'p.example',
    port: 5070,
    protocol: 'tcp',
  });
  assert.equal(nextHopOf('sips:a@b')?.protocol, 'tls');
  assert.equal(nextHopOf('sip:a@b;maddr=192.0.2.1')?.host, '192.0.2.1');
  assert.equal(nextHopOf('sip:a@[2001:db8::1]:5060')?.host, '2001:db8::1');
});

test('a URI without host or with an unknown transport points nowhere', () => {
  for (const uri of ['tel:+15551234', 'sip:a@b;transport=smoke', 'bob', ''])
    assert.equal(nextHopOf(uri), undefined, uri);
});

test('of several listeners the nearest to the peer is taken', () => {
  const all = [listener('127.0.0.1'), listener('10.1.0.1'), listener('192.0.2.1')];
  assert.equal(chooseListener(all, 'udp', '10.1.0.99')?.address, '10.1.0.1');
  assert.equal(chooseListener(all, 'udp', '127.0.0.5')?.address, '127.0.0.1');
  assert.equal(chooseListener(all, 'tcp', '10.1.0.99'), undefined);
});

test('an advertised address wins, and a listener on all interfaces names the nearest', () => {
  assert.equal(hostTowards(listener('0.0.0.0', '203.0.113.7'), '198.51.100.1'), '203.0.113.7');
  assert.equal(hostTowards(listener('0.0.0.0'), '127.0.0.9'), '127.0.0.1');
  assert.equal(hostTowards(listener('::1'), '::1'), '[::1]');
});

test('private addresses are known', () => {
  for (const address of [
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '127.0.0.1',
    '[fe80::1]',
    'fd00::1',
  ]) {
    assert.ok(isPrivateAddress(address), address);
  }
  for (const address of ['172.32.0.1', '8.8.8.8', '100.128.0.1', '2001:db8::1'])
    assert.ok(!isPrivateAddress(address), address);
});

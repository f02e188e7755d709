import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainAddress, sourceOf } from './ip-address.ts';
import { Networks } from './networks.ts';

test('two spellings of an address become one', () => {
  assert.equal(plainAddress('192.0.2.1'), '192.0.2.1');
  assert.equal(plainAddress('[::1]'), '::1');
  assert.equal(plainAddress('2001:DB8:0:0:0:0:0:1'), '2001:db8::1');
  assert.equal(plainAddress('::ffff:192.0.2.1'), '192.0.2.1');
  assert.equal(plainAddress('::FFFF:c000:201'), '192.0.2.1');
  assert.equal(plainAddress('carrier.example'), 'carrier.example');
});

test('a source is an IPv4 address or an IPv6 /64', () => {
  assert.equal(sourceOf('192.0.2.1'), '192.0.2.1');
  assert.equal(sourceOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2');
  assert.equal(sourceOf('2001:db8::6'), '2001:db8:0:0');
  assert.equal(sourceOf('::1'), '0:0:0:0');
  assert.equal(sourceOf('fe80::1%eth0'), 'fe80:0:0:0');
  assert.equal(sourceOf('2001:db8:1:2::'), '2001:db8:1:2');
});

test('an IPv4 address is in no IPv6 network', () => {
  const networks = new Networks(['::1', '10.0.0.0/8']);
  assert.ok(networks.has('10.255.0.1') && networks.has('::1'));
  assert.ok(!networks.has('11.0.0.1') && !networks.has('2001:db8::1'));
});

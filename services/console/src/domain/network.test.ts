import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkOf } from './network.ts';

test('an address stands for its /24 or /48, this machine for itself, and IPv4 in IPv6 for IPv4', () => {
  assert.equal(networkOf('192.0.2.10'), '192.0.2.0/24');
  assert.equal(networkOf('::ffff:192.0.2.99'), '192.0.2.0/24');
  assert.equal(networkOf('2001:db8:1:2::7'), '2001:db8:1::/48');
  assert.equal(networkOf('2001:0DB8:0001::1'), '2001:db8:1::/48');
  assert.equal(networkOf('2001:db8::1'), '2001:db8:0::/48');
  assert.equal(networkOf('fe80::1%eth0'), 'fe80:0:0::/48');
  for (const loopback of ['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1']) {
    assert.equal(networkOf(loopback), 'loopback');
  }
  assert.equal(networkOf(''), 'unknown');
});

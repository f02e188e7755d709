import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mediaAddressProblem } from './media-address.ts';

const OWN = '198.51.100.1';

for (const address of [
  '127.0.0.1',
  '127.8.9.10',
  '::1',
  '::ffff:127.0.0.1',
  '169.254.169.254',
  '::ffff:169.254.169.254',
  'fe80::1',
  'fd00:ec2::254',
  '100.100.100.200',
  '224.0.0.1',
  '239.255.255.255',
  '255.255.255.255',
  '240.0.0.1',
  '0.0.0.7',
  'ff02::1',
  'localhost',
  '0x7f000001',
  '2130706433',
  '',
]) {
  test(`sip/27 media is not sent to ${address || 'nothing'}`, () => {
    assert.notEqual(mediaAddressProblem(address, OWN), undefined);
  });
}

for (const address of [
  '192.0.2.7',
  '10.1.2.3',
  '192.168.1.5',
  '100.64.0.1',
  '2001:db8::1',
  '0.0.0.0',
  '::',
]) {
  test(`sip/27 media may be sent to ${address}`, () => {
    assert.equal(mediaAddressProblem(address, OWN), undefined);
  });
}

test('sip/27 a relay on loopback serves phones on loopback, and the metadata service even so not', () => {
  assert.equal(mediaAddressProblem('127.0.0.1', '127.0.0.1'), undefined);
  assert.notEqual(mediaAddressProblem('169.254.169.254', '127.0.0.1'), undefined);
});

import assert from 'node:assert/strict';
import type { NetworkInterfaceInfo } from 'node:os';
import { test } from 'node:test';
import { instanceAddress } from './instance-address.ts';

const face = (family: 'IPv4' | 'IPv6', address: string, internal = false): NetworkInterfaceInfo =>
  ({ family, address, internal }) as NetworkInterfaceInfo; // the rest of it is not looked at

const POD = {
  lo: [face('IPv4', '127.0.0.1', true)],
  eth0: [face('IPv6', 'fd00::7'), face('IPv4', '10.0.0.7')],
};

test('others find an instance at the host it listens on, with the port that it got', () => {
  assert.equal(instanceAddress('127.0.0.1:0', 40_123, POD), '127.0.0.1:40123');
  assert.equal(instanceAddress('scheduler-0.scheduler:7002', 7002, POD), 'scheduler-0.scheduler:7002');
  assert.equal(instanceAddress('unix:///run/scheduler.sock', 0, POD), 'unix:///run/scheduler.sock');
});

test('a host that stands for all addresses becomes one that others can reach', () => {
  assert.equal(instanceAddress('0.0.0.0:7002', 7002, POD), '10.0.0.7:7002');
  assert.equal(instanceAddress('[::]:7002', 7002, { eth0: [face('IPv6', 'fd00::7')] }), '[fd00::7]:7002');
  assert.equal(instanceAddress('0.0.0.0:7002', 7002, { lo: POD.lo }), '127.0.0.1:7002');
});

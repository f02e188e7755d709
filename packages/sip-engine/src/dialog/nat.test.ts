import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createResponse } from '../message/build.ts';
import { sampleRequest } from '../testing/sample-messages.ts';
import type { Flow } from '../transport/transport.ts';
import { natTargetOf } from './nat.ts';

const flow = (address: string, port: number, protocol: 'udp' | 'tcp' = 'udp'): Flow => ({
  protocol,
  local: { address: '203.0.113.1', port: 5060 },
  remote: { address, port },
});
const invite = sampleRequest('INVITE');
const answer = (headers: { name: string; value: string }[]) =>
  createResponse(invite, 200, { toTag: 'b', headers });
const contact = { name: 'Contact', value: '<sip:bob@10.0.0.5:5060>' };

test('a caller whose Contact is where it sends from is reached there', () => {
  assert.equal(natTargetOf(invite, flow('192.0.2.10', 5062)), undefined);
});

test('a caller whose Contact differs in address or port is reached at its source', () => {
  assert.deepEqual(natTargetOf(invite, flow('198.51.100.7', 5062)), {
    protocol: 'udp',
    address: '198.51.100.7',
    port: 5062,
  });
  assert.equal(natTargetOf(invite, flow('192.0.2.10', 40_000))?.port, 40_000);
});

test('a proxy that stays in the path is trusted', () => {
  const route = { name: 'Record-Route', value: '<sip:198.51.100.9;lr>' };
  assert.equal(natTargetOf(sampleRequest('INVITE', [route]), flow('198.51.100.7', 5060)), undefined);
});

test('a callee with a private Contact or a private top route is reached at the source of its 200', () => {
  const source = { protocol: 'udp', address: '198.51.100.7', port: 5060 };
  assert.deepEqual(natTargetOf(answer([contact]), flow('198.51.100.7', 5060)), source);
  const route = { name: 'Record-Route', value: '<sip:192.168.0.1;lr>' };
  assert.deepEqual(natTargetOf(answer([contact, route]), flow('198.51.100.7', 5060)), source);
});

test('a stream is used again', () => {
  assert.equal(natTargetOf(invite, flow('192.0.2.10', 5062, 'tcp'))?.protocol, 'tcp');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sampleRequest } from '../testing/sample-messages.ts';
import { parseRoutingAnswer } from './routing-answer.ts';
import { routingUrl } from './routing-question.ts';
import { ruleFor } from './routing-rule.ts';

const FLOW = {
  protocol: 'udp',
  local: { address: '192.0.2.1', port: 5060 },
  remote: { address: '192.0.2.10', port: 5062 },
} as const;

const parse = (action: string, data: unknown): unknown =>
  parseRoutingAnswer(JSON.stringify({ action, data }));

test('the question names method, source, users, URI and its parameters', () => {
  const request = { ...sampleRequest('INVITE'), uri: 'sip:bob@example.net;x-lead=42' };
  const url = new URL(routingUrl('http://127.0.0.1:3000', request, FLOW));
  assert.equal(url.pathname, '/');
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    method: 'INVITE',
    domain: 'example.net',
    protocol: 'udp',
    source_address: '192.0.2.10',
    fromUser: 'ada',
    toUser: 'bob',
    uriUser: 'bob',
    contentType: '',
    uri: 'sip:bob@example.net;x-lead=42',
    'x-lead': '42',
  });
  assert.equal(new URL(routingUrl('http://h/route/', request, FLOW)).pathname, '/route/');
});

test('each action is read, with the defaults of the protocol', () => {
  assert.deepEqual(parse('reject', { status: 603 }), { type: 'reject', status: 603, reason: undefined });
  assert.deepEqual(parse('redirect', { contact: ['sip:a@192.0.2.1', 'sip:b@192.0.2.2'] }), {
    type: 'redirect',
    contacts: ['sip:a@192.0.2.1', 'sip:b@192.0.2.2'],
  });
  assert.deepEqual(parse('proxy', { destination: '192.0.2.1:5070', simultaneous: true }), {
    type: 'proxy',
    targets: ['sip:192.0.2.1:5070'],
    recordsRoute: false,
    followsRedirects: true,
    isParallel: true,
    provisionalMs: 5_000,
    finalMs: 60_000,
  });
  assert.deepEqual(parse('route', { uri: '127.0.0.1:4000;transport=tcp' }), {
    type: 'connect',
    host: '127.0.0.1',
    port: 4_000,
    isTls: false,
  });
  assert.deepEqual(parse('route', { uri: '[::1]:4000;transport=tls' }), {
    type: 'connect',
    host: '::1',
    port: 4_000,
    isTls: true,
  });
  assert.deepEqual(parse('route', { tag: 'blue' }), { type: 'tag', tag: 'blue' });
});

test('what makes no sense is no decision, and nothing throws', () => {
  const nonsense: [string, unknown][] = [
    ['reject', {}],
    ['reject', { status: 200 }],
    ['redirect', {}],
    ['redirect', { contact: [1] }],
    ['proxy', {}],
    ['proxy', { destination: Array.from({ length: 33 }, () => 'sip:a@192.0.2.1') }],
    ['route', { uri: 'nowhere' }],
    ['route', { uri: 'h:70000' }],
    ['route', {}],
    ['dance', {}],
    ['reject', undefined],
  ];
  for (const [action, data] of nonsense) assert.equal(parse(action, data), undefined, action);
  for (const text of ['', 'null', '[]', '<html>']) assert.equal(parseRoutingAnswer(text), undefined);
  fc.assert(
    fc.property(fc.json(), (text) => void parseRoutingAnswer(text)),
    { numRuns: 200 },
  );
});

test('an answer cannot put a line of its own into a SIP message', () => {
  const decision = parseRoutingAnswer(
    JSON.stringify({ action: 'reject', data: { status: 486, reason: 'Busy\r\nX-Evil: 1' } }),
  );
  assert.deepEqual(decision, { type: 'reject', status: 486, reason: 'Busy X-Evil: 1' });
});

test('a method has its own rule, or that of all others', () => {
  const rules = [
    { method: '*', url: 'http://a' },
    { method: 'INVITE', url: 'http://b' },
  ];
  assert.equal(ruleFor(rules, 'INVITE')?.url, 'http://b');
  assert.equal(ruleFor(rules, 'OPTIONS')?.url, 'http://a');
  assert.equal(ruleFor([], 'OPTIONS'), undefined);
});

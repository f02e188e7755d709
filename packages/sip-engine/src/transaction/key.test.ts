import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createAckForFailure, createCancel, replaceHeader, withoutHeader } from '../message/build.ts';
import { NO_PARAMS } from '../message/headers/params.ts';
import { sampleRequest, sampleResponse } from '../testing/sample-messages.ts';
import { cancelledKey, clientKey, clientKeyOfResponse, mergeKey, sentBy, serverKey } from './key.ts';

const INVITE = sampleRequest('INVITE');
const VIA_2543 = { name: 'Via', value: 'SIP/2.0/UDP 192.0.2.10:5062' };
const INVITE_2543 = sampleRequest('INVITE', [VIA_2543]);

test('a response has the key of its request, and the CANCEL of the same branch another', () => {
  assert.equal(clientKeyOfResponse(sampleResponse(INVITE, 200)), clientKey(INVITE));
  const cancel = createCancel(INVITE);
  assert.notEqual(clientKey(cancel), clientKey(INVITE));
  assert.equal(clientKeyOfResponse(sampleResponse(cancel, 200)), clientKey(cancel));
});

test('a response without branch, Via or CSeq belongs to nobody', () => {
  const response = sampleResponse(INVITE, 200);
  assert.equal(clientKeyOfResponse(replaceHeader(response, 'Via', 'SIP/2.0/UDP 192.0.2.10')), undefined);
  assert.equal(
    clientKeyOfResponse(replaceHeader(response, 'Via', 'SIP/2.0/UDP 192.0.2.10;branch')),
    undefined,
  );
  assert.equal(clientKeyOfResponse(replaceHeader(response, 'CSeq', 'rubbish')), undefined);
  assert.equal(clientKeyOfResponse({ ...response, headers: [] }), undefined);
});

test('the ACK of a failure and the target of a CANCEL have the INVITE`s key; the CANCEL itself has its own', () => {
  const cancel = createCancel(INVITE);
  assert.equal(serverKey(createAckForFailure(INVITE, sampleResponse(INVITE, 486))), serverKey(INVITE));
  assert.equal(cancelledKey(cancel), serverKey(INVITE));
  assert.notEqual(serverKey(cancel), serverKey(INVITE));
});

test('the same branch from another sent-by is another transaction; case and the default port of a host make no difference', () => {
  const from = (sentBy: string) =>
    serverKey(sampleRequest('INVITE', [{ name: 'Via', value: `SIP/2.0/UDP ${sentBy};branch=z9hG4bK1` }]));
  assert.notEqual(from('a.example.com'), from('b.example.com'));
  assert.equal(from('a.example.com:5060'), from('A.Example.COM'));
  assert.notEqual(from('a.example.com:5061'), from('a.example.com'));
});

test('RFC 2543: without magic cookie an INVITE, its repetition and its ACK are known by their headers', () => {
  const response = sampleResponse(INVITE_2543, 486);
  const ack = createAckForFailure(INVITE_2543, response);
  assert.equal(serverKey(ack), serverKey(INVITE_2543));
  const changes = [
    { name: 'From', value: '"Ada" <sip:ada@example.com>;tag=other' },
    { name: 'Call-ID', value: 'other@192.0.2.10' },
    { name: 'CSeq', value: '8 INVITE' },
    { name: 'Via', value: 'SIP/2.0/UDP 192.0.2.11:5062' },
  ];
  for (const change of changes) {
    assert.notEqual(
      serverKey(sampleRequest('INVITE', [VIA_2543, change].slice(change.name === 'Via' ? 1 : 0))),
      serverKey(INVITE_2543),
      change.name,
    );
  }
  assert.notEqual(serverKey({ ...INVITE_2543, uri: 'sip:carol@example.net' }), serverKey(INVITE_2543));
  assert.equal(cancelledKey(createCancel(INVITE_2543)), serverKey(INVITE_2543));
});

test('the default port of a sent-by is 5061 for TLS and WSS, 5060 for all others', () => {
  const ports = ['UDP', 'TCP', 'WS', 'TLS', 'WSS'].map((transport) =>
    sentBy({ transport, host: 'a', params: NO_PARAMS }),
  );
  assert.deepEqual(ports, ['a:5060', 'a:5060', 'a:5060', 'a:5061', 'a:5061']);
});

test('a request without Via, or an old one without Call-ID or CSeq, belongs to no transaction', () => {
  const without = (name: string) => withoutHeader(INVITE_2543, name);
  for (const name of ['Via', 'Call-ID', 'CSeq']) assert.equal(serverKey(without(name)), undefined, name);
  for (const name of ['Call-ID', 'CSeq']) assert.equal(mergeKey(without(name)), undefined, name);
});

test('a branch of nothing but the magic cookie is treated as RFC 2543 (RFC 4475 section 3.2.1)', () => {
  const bad = (callId: string) =>
    serverKey(
      sampleRequest('OPTIONS', [
        { name: 'Via', value: 'SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK' },
        { name: 'Call-ID', value: callId },
      ]),
    );
  assert.notEqual(bad('one'), bad('two'));
});

test('a request that came by two ways has one merge key; a request inside a dialog has none', () => {
  const other = sampleRequest('INVITE', [
    { name: 'Via', value: 'SIP/2.0/UDP 192.0.2.77;branch=z9hG4bKother' },
  ]);
  assert.equal(mergeKey(other), mergeKey(INVITE));
  assert.notEqual(mergeKey(INVITE), undefined);
  assert.notEqual(serverKey(other), serverKey(INVITE));
  assert.equal(
    mergeKey(sampleRequest('BYE', [{ name: 'To', value: '<sip:bob@example.net>;tag=1' }])),
    undefined,
  );
});

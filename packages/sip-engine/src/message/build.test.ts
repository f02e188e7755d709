import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AssertionError } from '@firstring/kernel';

import { sampleRequest, sampleResponse } from '../testing/sample-messages.ts';
import {
  createAckForFailure,
  createCancel,
  createResponse,
  prependHeader,
  replaceFirstHeader,
  replaceHeader,
  withHeader,
  withoutFirstHeader,
  withoutHeader,
} from './build.ts';
import { header, headerValues } from './message.ts';
import { reasonPhrase } from './reason-phrase.ts';
import { fromTag, toTag } from './tags.ts';

const TWO_HOPS = prependHeader(
  sampleRequest('INVITE'),
  'Via',
  'SIP/2.0/TCP proxy.example.net;branch=z9hG4bKp',
);
const ROUTED = withHeader(
  withHeader(TWO_HOPS, 'Record-Route', '<sip:p2.example.net;lr>'),
  'Record-Route',
  '<sip:p1.example.net;lr>',
);

test('a response copies every Via in order, From, To, Call-ID and CSeq, and gives To a tag (8.2.6)', () => {
  const response = createResponse(TWO_HOPS, 486, { toTag: 'local' });
  assert.deepEqual(headerValues(response, 'Via'), headerValues(TWO_HOPS, 'Via'));
  for (const name of ['From', 'Call-ID', 'CSeq'])
    assert.equal(header(response, name), header(TWO_HOPS, name));
  assert.equal(header(response, 'To'), '<sip:bob@example.net>;tag=local');
  assert.equal(response.reason, 'Busy Here');
  assert.equal(header(response, 'Contact'), undefined);
});

test('a tag that is there stays, and a 100 gets none but the Timestamp', () => {
  const inside = withHeader(
    sampleRequest('INVITE', [{ name: 'To', value: '<sip:bob@example.net>;tag=old' }]),
    'Timestamp',
    '54',
  );
  assert.equal(toTag(createResponse(inside, 200, { toTag: 'new' })), 'old');
  const trying = createResponse(withHeader(TWO_HOPS, 'Timestamp', '54'), 100, { toTag: 'new' });
  assert.equal(toTag(trying), undefined);
  assert.equal(header(trying, 'Timestamp'), '54');
  assert.equal(header(createResponse(inside, 200), 'Timestamp'), undefined);
});

test('Record-Route goes into 18x and 2xx only (12.1.1)', () => {
  const has = (status: number) => headerValues(createResponse(ROUTED, status), 'Record-Route').length;
  assert.deepEqual([100, 180, 200, 302, 486].map(has), [0, 2, 2, 0, 0]);
});

test('own headers, reason and body go in behind what is copied', () => {
  const options = {
    reason: 'Gone Fishing',
    headers: [{ name: 'Retry-After', value: '5' }],
    body: Buffer.from('x'),
  };
  const response = createResponse(TWO_HOPS, 503, options);
  assert.equal(response.reason, 'Gone Fishing');
  assert.deepEqual(response.headers.at(-1), { name: 'Retry-After', value: '5' });
  assert.equal(response.body.length, 1);
});

test('a CANCEL repeats what identifies the INVITE on this hop and nothing else (9.1)', () => {
  const invite = withHeader(withHeader(TWO_HOPS, 'Route', '<sip:r.example.net;lr>'), 'Require', '100rel');
  const cancel = createCancel({ ...invite, body: Buffer.from('sdp') });
  assert.equal(cancel.uri, invite.uri);
  assert.deepEqual(headerValues(cancel, 'Via'), ['SIP/2.0/TCP proxy.example.net;branch=z9hG4bKp']);
  for (const name of ['Route', 'From', 'To', 'Call-ID'])
    assert.equal(header(cancel, name), header(invite, name));
  assert.equal(header(cancel, 'CSeq'), '7 CANCEL');
  assert.equal(header(cancel, 'Require'), undefined);
  assert.equal(cancel.body.length, 0);
});

test('CANCEL and ACK are made of an INVITE only, and the ACK of a 2xx is the dialog`s', () => {
  assert.throws(() => createCancel(sampleRequest('BYE')), AssertionError);
  assert.throws(() => createAckForFailure(TWO_HOPS, sampleResponse(TWO_HOPS, 200)), AssertionError);
});

test('the edits return copies and leave the order of all other headers', () => {
  const names = (message: typeof ROUTED) =>
    message.headers.map(({ name, value }) => `${name}=${value.slice(0, 9)}`);
  const before = names(ROUTED);
  assert.deepEqual(headerValues(replaceHeader(ROUTED, 'Record-Route', 'x'), 'Record-Route'), ['x']);
  assert.deepEqual(headerValues(replaceFirstHeader(ROUTED, 'Record-Route', 'x'), 'Record-Route'), [
    'x',
    '<sip:p1.example.net;lr>',
  ]);
  assert.deepEqual(headerValues(withoutFirstHeader(ROUTED, 'Record-Route'), 'Record-Route'), [
    '<sip:p1.example.net;lr>',
  ]);
  assert.equal(header(withoutHeader(ROUTED, 'Record-Route'), 'Record-Route'), undefined);
  assert.equal(header(replaceHeader(ROUTED, 'Subject', 's'), 'Subject'), 's');
  assert.equal(replaceFirstHeader(ROUTED, 'Subject', 's'), ROUTED);
  assert.deepEqual(prependHeader(ROUTED, 'Route', 'r').headers[0], { name: 'Route', value: 'r' });
  assert.deepEqual(names(ROUTED), before);
});

test('tags are read from quoted and bare forms, and an empty one is none', () => {
  const tags = [
    '"a;tag=no" <sip:a@example.com;tag=no>;tag=yes',
    'sip:a@example.com;tag=yes',
    '<sip:a@example.com> ; TAG = yes',
  ];
  for (const value of tags) assert.equal(fromTag(sampleRequest('BYE', [{ name: 'From', value }])), 'yes');
  assert.equal(
    fromTag(sampleRequest('BYE', [{ name: 'From', value: '<sip:a@example.com>;tag' }])),
    undefined,
  );
});

test('a status has its phrase, an unknown one its class`s', () => {
  assert.deepEqual([180, 491, 299, 499, 999].map(reasonPhrase), [
    'Ringing',
    'Request Pending',
    'OK',
    'Bad Request',
    'Unknown',
  ]);
});

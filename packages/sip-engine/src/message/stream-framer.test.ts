import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sampleRequest } from '../testing/sample-messages.ts';
import { MESSAGE_BYTES_MAX } from './parse.ts';
import { serializeMessage } from './serialize.ts';
import { StreamFramer, type StreamEvent } from './stream-framer.ts';

const BODY = Buffer.from('v=0\r\n\r\nlooks like an end\r\n\r\n');
const OPTIONS = serializeMessage({ ...sampleRequest('OPTIONS'), body: BODY });
const BYE = serializeMessage(sampleRequest('BYE'));

/** `OPTIONS`, `ping`, `error content-length fatal`. */
function label(event: StreamEvent): string {
  if (event.type === 'message') return event.message.type === 'request' ? event.message.method : 'response';
  return event.type === 'error' ? `error ${event.error.reason}${event.fatal ? ' fatal' : ''}` : 'ping';
}

test('sip/14 a stream split at every byte gives the same messages, bodies with empty lines included', () => {
  const bytes = Buffer.concat([OPTIONS, BYE, OPTIONS]);
  const framer = new StreamFramer();
  const events = Array.from(bytes, (byte) => framer.push(Uint8Array.of(byte))).flat();
  assert.deepEqual(events.map(label), ['OPTIONS', 'BYE', 'OPTIONS']);
  assert.deepEqual(events[0]?.type === 'message' ? Buffer.from(events[0].message.body) : undefined, BODY);
});

test('a message handed out keeps its body when more bytes arrive', () => {
  const framer = new StreamFramer();
  const [first] = framer.push(OPTIONS);
  framer.push(Buffer.alloc(2_000, 0x41));
  assert.deepEqual(first?.type === 'message' ? Buffer.from(first.message.body) : undefined, BODY);
});

test('RFC 5626: CRLFCRLF between messages is a ping, a lone CRLF is nothing, in one piece and in single bytes', () => {
  const bytes = Buffer.concat([
    Buffer.from('\r\n\r\n'),
    OPTIONS,
    Buffer.from('\r\n'),
    BYE,
    Buffer.from('\r\n\r\n\r\n\r\n'),
  ]);
  const expected = ['ping', 'OPTIONS', 'BYE', 'ping', 'ping'];
  assert.deepEqual(new StreamFramer().push(bytes).map(label), expected);
  const framer = new StreamFramer();
  assert.deepEqual(Array.from(bytes, (byte) => framer.push(Uint8Array.of(byte)).map(label)).flat(), expected);
});

test('sip/15 a message without Content-Length is answerable and ends the stream', () => {
  const bare = Buffer.from(BYE)
    .toString()
    .replace(/Content-Length.*\r\n/, '');
  const framer = new StreamFramer();
  const events = framer.push(Buffer.concat([Buffer.from(bare), BYE]));
  assert.deepEqual(events.map(label), ['error content-length fatal']);
  const [error] = events;
  assert.ok(error?.type === 'error' && error.error.partial?.method === 'BYE' && error.error.status === 400);
  assert.deepEqual(framer.push(BYE), [], 'nothing is read behind a fatal error');
  assert.equal(framer.pendingBytes, 0);
});

test('a faulty message whose length is known is reported, and the stream goes on behind it', () => {
  const faulty = Buffer.from(OPTIONS).toString().replace('Max-Forwards: 70', 'Max-Forwards: 300');
  const events = new StreamFramer().push(Buffer.concat([Buffer.from(faulty), BYE]));
  assert.deepEqual(events.map(label), ['error header-value', 'BYE']);
});

test('two lengths, a negative one, or a start line that is none end the stream', () => {
  const broken = [
    Buffer.from(BYE).toString().replace('Content-Length: 0', 'Content-Length: 0\r\nContent-Length: 5'),
    Buffer.from(BYE).toString().replace('Content-Length: 0', 'Content-Length: -1'),
    'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n',
  ];
  for (const text of broken)
    assert.match(new StreamFramer().push(Buffer.from(text)).map(label).join(), /fatal$/);
});

test('sip/16 headers that never end are cut off at 64 KB, and what is held stays bounded', () => {
  const framer = new StreamFramer();
  framer.push(Buffer.from('OPTIONS sip:a@example.com SIP/2.0\r\n'));
  let events: StreamEvent[] = [];
  for (let sent = 0; sent <= MESSAGE_BYTES_MAX && events.length === 0; sent += 100) {
    assert.ok(framer.pendingBytes <= MESSAGE_BYTES_MAX);
    events = framer.push(Buffer.alloc(100, 0x61));
  }
  assert.deepEqual(events.map(label), ['error too-large fatal']);
  const [error] = events;
  assert.equal(error?.type === 'error' ? error.error.status : 0, 513);
});

test('a Content-Length above what a message may be ends the stream before the body is taken', () => {
  const huge = Buffer.from(BYE).toString().replace('Content-Length: 0', 'Content-Length: 1000000000');
  const events = new StreamFramer().push(Buffer.from(huge));
  assert.deepEqual(events.map(label), ['error too-large fatal']);
  assert.ok(events[0]?.type === 'error' && events[0].error.partial !== undefined);
});

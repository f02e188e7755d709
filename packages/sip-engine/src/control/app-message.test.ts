import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { appHeader, parseAppMessage } from './app-message.ts';

const parse = (text: string) => parseAppMessage(Buffer.from(text));

test('a request without the headers of a real one is read, and the body by what is there', () => {
  const message = parse('INVITE sip:bob@x SIP/2.0\r\nfrom: sip:a@b\r\ncontent-length: 1\r\n\r\nv=0\r\ngrüße');
  assert.ok(message?.type === 'request');
  assert.equal(message.method, 'INVITE');
  assert.equal(appHeader(message, 'From'), 'sip:a@b');
  assert.equal(appHeader(message, 'Content-Length'), undefined);
  assert.equal(Buffer.from(message.body).toString(), 'v=0\r\ngrüße');
});

test('known names get their spelling, unknown ones capitals, and X- stays', () => {
  const message = parse('OPTIONS sip:x SIP/2.0\r\ncall-id: 1\r\nmy-own-header: 2\r\nX-lead-id: 3\r\n\r\n');
  assert.deepEqual(
    message?.headers.map((entry) => entry.name),
    ['Call-ID', 'My-Own-Header', 'X-lead-id'],
  );
});

test('a response is read, also without a reason', () => {
  assert.deepEqual(parse('SIP/2.0 200 OK\r\n\r\n'), {
    type: 'response',
    status: 200,
    reason: 'OK',
    headers: [],
    body: new Uint8Array(0),
  });
  const bare = parse('SIP/2.0 180 \r\n\r\n');
  assert.ok(bare?.type === 'response' && bare.reason === '');
});

test('what is no message is refused, and nothing throws', () => {
  for (const bad of [
    '',
    'hello',
    'SIP/2.0 999 x',
    'INVITE sip:x SIP/2.0\r\nno colon\r\n\r\n',
    'INVITE sip:x SIP/2.0\r\nbad name: 1',
  ]) {
    assert.equal(parse(bad), undefined, bad);
  }
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => void parseAppMessage(Buffer.from(bytes))),
    { numRuns: 200 },
  );
});

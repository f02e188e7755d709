import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AssertionError } from '@firstring/kernel';

import { sampleRequest, sampleResponse } from '../testing/sample-messages.ts';
import { replaceHeader, withHeader } from './build.ts';
import { formatNameAddr } from './headers/name-addr.ts';
import { NO_PARAMS } from './headers/params.ts';
import { serializeMessage } from './serialize.ts';

const OPTIONS = sampleRequest('OPTIONS');

test('Content-Length is the body`s in bytes, whatever the message says, and stands once, where it stood', () => {
  const body = Buffer.from('größe');
  const wrong = withHeader(withHeader(OPTIONS, 'Content-Length', '9999'), 'Subject', 's');
  const text = Buffer.from(serializeMessage({ ...wrong, body })).toString();
  assert.ok(text.endsWith('Content-Length: 7\r\nSubject: s\r\n\r\ngröße'), text);
  const twice = Buffer.from(serializeMessage(withHeader(wrong, 'Content-Length', '1'))).toString();
  assert.equal(twice.match(/Content-Length/g)?.length, 1);
  assert.ok(Buffer.from(serializeMessage(OPTIONS)).toString().endsWith('Content-Length: 0\r\n\r\n'));
});

test('the start line of a response is written as it is', () => {
  const text = Buffer.from(
    serializeMessage({ ...sampleResponse(OPTIONS, 486), reason: 'Besetzt ö' }),
  ).toString();
  assert.ok(text.startsWith('SIP/2.0 486 Besetzt ö\r\nVia: '));
});

test('sip/22 nothing that breaks out of its line is ever sent', () => {
  const bad = [
    withHeader(OPTIONS, 'Subject', 'x\r\nRoute: <sip:evil.example>'),
    withHeader(OPTIONS, 'Subject', 'x\ny'),
    withHeader(OPTIONS, 'Subject', 'x\ry'),
    withHeader(OPTIONS, 'Subject', 'x\0y'),
    withHeader(OPTIONS, 'Sub:ject', 'x'),
    withHeader(OPTIONS, 'X\r\nRoute', 'x'),
    withHeader(OPTIONS, '', 'x'),
    { ...OPTIONS, method: 'OPTIONS sip:evil.example SIP/2.0\r\nX:' },
    { ...OPTIONS, uri: 'sip:a@example.com SIP/2.0\r\nX: y' },
    { ...OPTIONS, uri: 'sip:a b@example.com' },
    { ...OPTIONS, uri: '' },
    { ...sampleResponse(OPTIONS, 200), reason: 'OK\r\nX: y' },
    { ...sampleResponse(OPTIONS, 200), status: 99 },
    { ...sampleResponse(OPTIONS, 200), status: 200.5 },
  ];
  for (const message of bad) assert.throws(() => serializeMessage(message), AssertionError);
});

test('sip/22 a display name with a line break cannot make a header: it is written on one line', () => {
  const from = formatNameAddr({
    displayName: 'Eve\r\nRoute: <sip:evil.example>\0"\\',
    uri: 'sip:e@example.com',
    params: NO_PARAMS,
  });
  const text = Buffer.from(serializeMessage(replaceHeader(OPTIONS, 'From', from))).toString();
  assert.ok(text.includes('From: "Eve  Route: <sip:evil.example> \\"\\\\" <sip:e@example.com>\r\n'), text);
});

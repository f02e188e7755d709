import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createResponse } from './build.ts';
import { header, headerValues, type SipMessage } from './message.ts';
import type { ParseError } from './parse-error.ts';
import { MESSAGE_BYTES_MAX, parseMessage } from './parse.ts';
import { serializeMessage } from './serialize.ts';

const MANDATORY: Readonly<Record<string, string>> = {
  Via: 'SIP/2.0/UDP 192.0.2.10:5062;branch=z9hG4bK74bf9',
  From: '<sip:ada@example.com>;tag=1',
  To: '<sip:bob@example.net>',
  'Call-ID': 'abc@192.0.2.10',
  CSeq: '7 OPTIONS',
};

/** An OPTIONS request with further header lines; an override replaces a mandatory value, '' removes the line. */
function text(
  lines: readonly string[] = [],
  overrides: Readonly<Record<string, string>> = {},
  body = '',
): string {
  const mandatory = Object.entries({ ...MANDATORY, ...overrides }).filter(([, value]) => value !== '');
  const all = [
    'OPTIONS sip:bob@example.net SIP/2.0',
    ...mandatory.map(([name, value]) => `${name}: ${value}`),
    ...lines,
  ];
  return `${all.join('\r\n')}\r\n\r\n${body}`;
}

function parsed(message: string | Uint8Array): SipMessage {
  const result = parseMessage(typeof message === 'string' ? Buffer.from(message) : message);
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.error));
  return result.message;
}

function refused(message: string | Uint8Array): ParseError {
  const result = parseMessage(typeof message === 'string' ? Buffer.from(message) : message);
  assert.ok(!result.ok, 'it was taken');
  return result.error;
}

test('a request is read into method, Request-URI, headers in wire order and body', () => {
  const message = parsed(text(['Content-Type: text/plain', 'Content-Length: 5'], {}, 'hello'));
  assert.equal(
    message.type === 'request' ? `${message.method} ${message.uri}` : '',
    'OPTIONS sip:bob@example.net',
  );
  assert.deepEqual(
    message.headers.map(({ name }) => name),
    [...Object.keys(MANDATORY), 'Content-Type', 'Content-Length'],
  );
  assert.equal(Buffer.from(message.body).toString(), 'hello');
});

test('a response is read into status and reason, also without a reason and without the space before it', () => {
  const rest = text().slice(text().indexOf('\r\n'));
  const lines = ['SIP/2.0 486 Busy Here', 'SIP/2.0 200 ', 'SIP/2.0 200', 'sip/2.0 180 Ringing'];
  const read = lines
    .map((line) => parsed(line + rest))
    .map((m) => (m.type === 'response' ? [m.status, m.reason] : []));
  assert.deepEqual(read, [
    [486, 'Busy Here'],
    [200, ''],
    [200, ''],
    [180, 'Ringing'],
  ]);
});

test('sip/19 compact forms, odd case, folded lines and white space before the colon are accepted', () => {
  const lines = [
    'v : SIP/2.0/TCP 192.0.2.9;branch=z9hG4bK1',
    'SUBJECT:  a',
    ' \t folded',
    '\tline',
    'l: 0',
    'k: timer',
    'x-Own-Name: 1',
  ];
  const message = parsed(text(lines));
  assert.equal(headerValues(message, 'Via')[1], 'SIP/2.0/TCP 192.0.2.9;branch=z9hG4bK1');
  assert.equal(header(message, 'Subject'), 'a folded line');
  assert.equal(header(message, 'Supported'), 'timer');
  assert.equal(header(message, 'Content-Length'), '0');
  assert.equal(header(message, 'x-Own-Name'), '1', 'an unknown name stays as received');
});

test('list headers are split outside quotes and brackets, all others are left whole', () => {
  const digest = 'Digest username="a,b", realm="r", nonce="n"';
  const message = parsed(
    text([
      'Route: <sip:a.example.com;lr>,<sip:b.example.com;x=",";lr> , <sip:c.example.com?a=1,2>',
      'Contact: "Doe, \\", John" <sip:j@example.com>;q=0.5, sip:k@example.com',
      'Allow: INVITE,ACK , BYE',
      'Supported:',
      'Require: a,,b',
      `Authorization: ${digest}`,
      'Date: Sat, 13 Nov 2010 23:29:00 GMT',
      'X-List: a, b',
    ]),
  );
  assert.deepEqual(headerValues(message, 'Route'), [
    '<sip:a.example.com;lr>',
    '<sip:b.example.com;x=",";lr>',
    '<sip:c.example.com?a=1,2>',
  ]);
  assert.deepEqual(headerValues(message, 'Contact'), [
    '"Doe, \\", John" <sip:j@example.com>;q=0.5',
    'sip:k@example.com',
  ]);
  assert.deepEqual(headerValues(message, 'Allow'), ['INVITE', 'ACK', 'BYE']);
  assert.deepEqual(headerValues(message, 'Supported'), ['']);
  assert.deepEqual(headerValues(message, 'Require'), ['a', 'b']);
  assert.deepEqual(headerValues(message, 'Authorization'), [digest]);
  assert.deepEqual(headerValues(message, 'Date'), ['Sat, 13 Nov 2010 23:29:00 GMT']);
  assert.deepEqual(headerValues(message, 'X-List'), ['a, b']);
});

test('sip/13 a body is as long as Content-Length says: the rest of a datagram is ignored, without it the body is the rest', () => {
  const whole = text(['Content-Length: 3'], {}, 'abcdef');
  const result = parseMessage(Buffer.from(whole));
  assert.ok(result.ok);
  assert.equal(Buffer.from(result.message.body).toString(), 'abc');
  assert.equal(result.consumed, whole.length - 3);
  assert.equal(Buffer.from(parsed(text([], {}, 'abcdef')).body).toString(), 'abcdef');
});

test('sip/1 an empty datagram and a keep-alive are no message, and line ends before the start line are skipped', () => {
  for (const nothing of ['', '\r\n', '\r\n\r\n']) assert.equal(refused(nothing).reason, 'empty');
  assert.equal(parsed(`\r\n\r\n${text()}`).headers.length, 5);
});

test('sip/21 UTF-8 is kept, and bytes that are not UTF-8 are read as Latin-1', () => {
  assert.equal(header(parsed(text(['Subject: Grüße 📞'])), 'Subject'), 'Grüße 📞');
  assert.equal(header(parsed(Buffer.from(text(['Subject: Grüße']), 'latin1')), 'Subject'), 'Grüße');
});

const NAME_256 = 'x'.repeat(256);
const FAULTS: readonly [title: string, message: string, reason: ParseError['reason'], status: number][] = [
  ['sip/2 one byte', 'x', 'start-line', 400],
  ['sip/3 noise', '\u0001\u0002 \u00ff\r\n\r\n', 'start-line', 400],
  ['sip/4 no version', 'OPTIONS sip:bob@example.net\r\n\r\n', 'start-line', 400],
  ['sip/4 another version', text().replace('SIP/2.0\r\n', 'SIP/7.0\r\n'), 'version', 505],
  ['sip/4 another version of a response', text().replace(/^.*\r\n/, 'SIP/3.0 200 OK\r\n'), 'version', 505],
  ['a lone LF in the start line', text().replace('sip:bob', 'sip:b\nb'), 'start-line', 400],
  ['a NUL in the reason phrase', text().replace(/^.*/, 'SIP/2.0 200 O\0K'), 'start-line', 400],
  ['a request of another protocol', text().replace('SIP/2.0\r\n', 'HTTP/1.1\r\n'), 'start-line', 400],
  ['sip/7 another method in CSeq', text([], { CSeq: '7 INVITE' }), 'cseq-method', 400],
  ['sip/8 CSeq above 2^31 - 1', text([], { CSeq: '2147483648 OPTIONS' }), 'header-value', 400],
  ['sip/8 CSeq 4294967296', text([], { CSeq: '4294967296 OPTIONS' }), 'header-value', 400],
  ['sip/8 CSeq -1', text([], { CSeq: '-1 OPTIONS' }), 'header-value', 400],
  ['sip/9 no Via', text([], { Via: '' }), 'header-missing', 400],
  ['sip/9 no From', text([], { From: '' }), 'header-missing', 400],
  ['sip/9 no To', text([], { To: '' }), 'header-missing', 400],
  ['sip/9 no Call-ID', text([], { 'Call-ID': '' }), 'header-missing', 400],
  ['sip/9 no CSeq', text([], { CSeq: '' }), 'header-missing', 400],
  ['sip/10 two Call-ID', text(['i: other']), 'header-duplicate', 400],
  ['sip/10 two From', text(['From: <sip:eve@example.com>;tag=2']), 'header-duplicate', 400],
  ['two To', text(['t: <sip:eve@example.com>']), 'header-duplicate', 400],
  ['two CSeq', text(['CSeq: 8 OPTIONS']), 'header-duplicate', 400],
  ['two Max-Forwards', text(['Max-Forwards: 5', 'Max-Forwards: 6']), 'header-duplicate', 400],
  ['two equal Content-Length', text(['Content-Length: 0', 'l: 0']), 'header-duplicate', 400],
  ['sip/11 Max-Forwards 300', text(['Max-Forwards: 300']), 'header-value', 400],
  ['sip/11 Max-Forwards -1', text(['Max-Forwards: -1']), 'header-value', 400],
  [
    'sip/12 too many Via',
    text([`Via: ${Array.from({ length: 257 }, () => 'SIP/2.0/UDP a').join(',')}`]),
    'too-many-headers',
    400,
  ],
  [
    'sip/13 Content-Length above the datagram',
    text(['Content-Length: 10'], {}, 'abc'),
    'body-truncated',
    400,
  ],
  ['sip/13 Content-Length negative', text(['Content-Length: -3'], {}, 'abc'), 'content-length', 400],
  ['sip/13 Content-Length no number', text(['Content-Length: NaN']), 'content-length', 400],
  ['sip/13 Content-Length in hex', text(['Content-Length: 0x3'], {}, 'abc'), 'content-length', 400],
  [
    'sip/13 Content-Length with 60 digits',
    text([`Content-Length: ${'9'.repeat(60)}`]),
    'content-length',
    400,
  ],
  [
    'sip/17 Request-URI of 4,097 characters',
    text().replace('sip:bob', `sip:${'b'.repeat(4_081)}`),
    'uri-too-long',
    414,
  ],
  [
    'sip/17 Request-URI of 60,000 characters',
    text().replace('sip:bob', `sip:${'b'.repeat(60_000)}`),
    'uri-too-long',
    414,
  ],
  ['sip/18 header of 8,193 characters', text([`Subject: ${'s'.repeat(8_193)}`]), 'header-too-long', 400],
  [
    'sip/18 257 headers',
    text(Array.from({ length: 252 }, (_, index) => `X-${index}: 1`)),
    'too-many-headers',
    400,
  ],
  ['a header line without a colon', text(['Subject']), 'header-line', 400],
  ['a header line without a name', text([': value']), 'header-line', 400],
  ['a header name that is no token', text(['Sub ject: x']), 'header-line', 400],
  ['a lone CR in a value', text(['Subject: a\rRoute: b']), 'header-value', 400],
  ['a lone LF in a value', text(['Subject: a\nRoute: b']), 'header-value', 400],
  ['a NUL in a value', text(['Subject: a\0b']), 'header-value', 400],
  ['a NUL behind an escaped one', text(['Subject: "\\\0\0"']), 'header-value', 400],
  ['a fold right behind the start line', text().replace('\r\n', '\r\n folded\r\n'), 'header-line', 400],
  ['no empty line behind the headers', text().slice(0, -2), 'no-end-of-headers', 400],
  ['a Via of another protocol', text([], { Via: 'HTTP/1.1/TCP 192.0.2.1' }), 'header-value', 400],
  ['a From with an open quote', text([], { From: '"Ada <sip:ada@example.com>;tag=1' }), 'header-value', 400],
  ['a Call-ID with a space', text([], { 'Call-ID': 'a b' }), 'header-value', 400],
  ['a Contact with an empty element', text(['Contact: <sip:a@example.com>,']), 'header-value', 400],
  ['a Request-URI with white space', text().replace('sip:bob', 'sip:b b'), 'uri', 400],
  ['a Request-URI in brackets', text().replace('sip:bob@example.net', '<sip:bob@example.net>'), 'uri', 400],
  ['a Request-URI with headers', text().replace('example.net', 'example.net?Route=x'), 'uri', 400],
  ['a Request-URI without scheme', text().replace('sip:bob@example.net', 'bob'), 'uri', 400],
  ['a host of 256 characters', text().replace('example.net', NAME_256), 'uri', 400],
];

for (const [title, message, reason, status] of FAULTS) {
  test(`refused: ${title} → ${status}`, () => {
    const error = refused(message);
    assert.deepEqual([error.reason, error.status], [reason, status]);
  });
}

test('sip/2 a message above 64 KB is refused with 513', () => {
  const error = refused(text([], {}, 'b'.repeat(MESSAGE_BYTES_MAX)));
  assert.deepEqual([error.reason, error.status], ['too-large', 513]);
});

test('sip/5 /6 /24 unknown methods and schemes are no syntax error: the dispatcher answers them', () => {
  for (const method of ['NEWMETHOD', 'options', "!odd-Method_*+`.%'~"]) {
    const message = parsed(text([], { CSeq: `7 ${method}` }).replace('OPTIONS', () => method));
    assert.equal(message.type === 'request' ? message.method : '', method);
  }
  assert.equal(parsed(text().replace('sip:bob', 'nobody:bob')).type, 'request');
});

test('sip/11 Max-Forwards 0 and a missing one are taken: whether to go on is the dispatcher`s choice', () => {
  assert.equal(header(parsed(text(['Max-Forwards: 0'])), 'Max-Forwards'), '0');
  assert.equal(header(parsed(text()), 'Max-Forwards'), undefined);
});

test('sip/47 status 999, 99, 0200 and abc are refused, 699 is taken', () => {
  const rest = text().slice(text().indexOf('\r\n'));
  for (const status of ['999', '99', '0200', 'abc', '-10', '2000000000']) {
    assert.equal(refused(`SIP/2.0 ${status} x${rest}`).reason, 'start-line', status);
  }
  assert.equal(parsed(`SIP/2.0 699 x${rest}`).type, 'response');
});

test('a faulty request carries what its 400 is made of, if Via, From, To, Call-ID and CSeq can be read', () => {
  const { partial, status } = refused(text(['Max-Forwards: 300', 'Subject: s'], {}, 'body'));
  assert.ok(partial !== undefined);
  const response = createResponse(partial, status, { toTag: 'x' });
  assert.equal(response.reason, 'Bad Request');
  assert.deepEqual(
    response.headers.map(({ name }) => name),
    ['Via', 'From', 'To', 'Call-ID', 'CSeq'],
  );
  assert.equal(partial.body.length, 0);
  const answered = [
    text().replace('SIP/2.0\r\n', 'SIP/7.0\r\n'),
    text(['i: other']),
    text([], { CSeq: '7 INVITE' }),
    text(['l: -1']),
  ];
  for (const message of answered) assert.ok(refused(message).partial !== undefined);
});

test('sip/10 the 400 for a doubled header has each header once', () => {
  const { partial } = refused(
    text(['f: <sip:eve@example.com>;tag=2', 'i: other', 't: <sip:eve@example.com>', 'CSeq: 8 OPTIONS']),
  );
  assert.ok(partial !== undefined);
  const written = createResponse(partial, 400, { toTag: 'x' });
  assert.deepEqual(parsed(serializeMessage(written)).headers.length, 6);
  assert.equal(header(written, 'Call-ID'), MANDATORY['Call-ID']);
});

test('there is nothing to answer with for a response, an ACK or a missing header; an unreadable Via goes back as it came', () => {
  const broken = ['Max-Forwards: 300'];
  const unanswerable = [
    text(broken).replace(/^.*\r\n/, 'SIP/2.0 200 OK\r\n'),
    text(broken, { CSeq: '7 ACK' }).replace('OPTIONS', 'ACK'),
    text(broken, { To: '' }),
  ];
  for (const message of unanswerable) assert.equal(refused(message).partial, undefined);
  const { partial } = refused(text(broken, { Via: 'rubbish' }));
  assert.ok(partial !== undefined);
  assert.deepEqual(headerValues(createResponse(partial, 400), 'Via'), ['rubbish']);
});

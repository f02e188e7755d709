import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { canonicalHeaderName, isListHeader } from './header-names.ts';
import { formatNameAddr, parseNameAddr } from './headers/name-addr.ts';
import { NO_PARAMS } from './headers/params.ts';
import { formatUri, parseUri, type Uri } from './headers/uri.ts';
import { uriEquals } from './headers/uri-equals.ts';
import { formatVia, parseVia } from './headers/via.ts';
import type { Header, SipMessage } from './message.ts';
import { parseMessage } from './parse.ts';
import { serializeMessage } from './serialize.ts';
import { StreamFramer } from './stream-framer.ts';

const TOKEN_CHARACTERS = [..."abcXYZ0189-.!%*_+`'~"];
const token = fc.string({ unit: fc.constantFrom(...TOKEN_CHARACTERS), minLength: 1, maxLength: 12 });
const word = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_'), minLength: 1, maxLength: 12 });
const host = fc.oneof(
  fc.domain(),
  fc.ipV4(),
  fc.ipV6().map((address) => `[${address}]`),
);
const port = fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined });
/** Any text that survives a header line: no line breaks, no NUL, nothing to trim. */
const lineText = fc
  .string({ unit: 'binary', maxLength: 60 })
  .map((text) => text.replace(/[\r\n\0]/g, ''))
  .filter((text) => text === text.trim() && text === Buffer.from(text).toString('utf8'));

const params = fc
  .array(
    fc.tuple(
      word.map((name) => name.toLowerCase()),
      fc.oneof(word, fc.constant(''), fc.constant('"q;,\\" <>"')),
    ),
    { maxLength: 4 },
  )
  .map((entries) => new Map(entries));
const uriParams = fc
  .array(
    fc.tuple(
      word.map((name) => name.toLowerCase()),
      fc.oneof(word, fc.constant('')),
    ),
    { maxLength: 3 },
  )
  .map((entries) => new Map(entries));

const uri: fc.Arbitrary<Uri> = fc
  .record({
    scheme: fc.constantFrom('sip', 'sips'),
    user: fc.option(word, { nil: undefined }),
    password: fc.option(word, { nil: undefined }),
    host,
    port,
    params: uriParams,
    headers: uriParams,
  })
  .map(({ scheme, user, password, port: portNumber, ...rest }) => ({
    ...rest,
    scheme: scheme === 'sip' ? 'sip' : 'sips',
    ...(user === undefined ? {} : { user }),
    ...(user === undefined || password === undefined ? {} : { password }),
    ...(portNumber === undefined ? {} : { port: portNumber }),
  }));

const via = fc
  .record({ transport: fc.constantFrom('UDP', 'TCP', 'TLS', 'WS', 'WSS', 'SCTP'), host, port, params })
  .map(({ port: portNumber, ...rest }) => (portNumber === undefined ? rest : { ...rest, port: portNumber }));

const displayName = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 20 })
  .map((text) => text.replace(/[\u0000-\u001f\u007f]/g, ''))
  .filter((text) => text !== '');
const nameAddr = fc
  .record({ displayName: fc.option(displayName, { nil: undefined }), uri: uri.map(formatUri), params })
  .map(({ displayName: name, ...rest }) => (name === undefined ? rest : { ...rest, displayName: name }));

const unknownHeader = fc
  .tuple(token, lineText)
  .filter(([name]) => canonicalHeaderName(name) === name && !isListHeader(name) && name !== 'Content-Length');
const extraHeaders = fc.array(
  fc.oneof(
    unknownHeader.map(([name, value]) => ({ name: `X-${name}`, value })),
    nameAddr.map((value) => ({ name: 'Contact', value: formatNameAddr(value) })),
    nameAddr.map((value) => ({ name: 'Record-Route', value: formatNameAddr(value) })),
    via.map((value) => ({ name: 'Via', value: formatVia(value) })),
    word.map((value) => ({ name: 'Supported', value })),
    lineText.map((value) => ({ name: 'Subject', value })),
  ),
  { maxLength: 12 },
);

const message: fc.Arbitrary<SipMessage> = fc
  .record({
    method: token,
    uri: uri.map((target) => formatUri({ ...target, headers: NO_PARAMS })),
    status: fc.option(fc.integer({ min: 100, max: 699 }), { nil: undefined }),
    reason: lineText,
    via,
    from: nameAddr,
    to: nameAddr,
    callId: word,
    number: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    extra: extraHeaders,
    body: fc.uint8Array({ maxLength: 200 }),
  })
  .map(({ method, uri: target, status, reason, body, ...rest }) => {
    const headers: Header[] = [
      { name: 'Via', value: formatVia(rest.via) },
      { name: 'From', value: formatNameAddr(rest.from) },
      { name: 'To', value: formatNameAddr(rest.to) },
      { name: 'Call-ID', value: rest.callId },
      { name: 'CSeq', value: `${rest.number} ${method}` },
      ...rest.extra,
      { name: 'Content-Length', value: String(body.length) },
    ];
    if (status !== undefined) return { type: 'response', status, reason, headers, body };
    return { type: 'request', method, uri: target, headers, body };
  });

/** Buffers and plain arrays of the same bytes are the same. */
function plain(read: SipMessage): SipMessage {
  return { ...read, body: Uint8Array.from(read.body) };
}

test('parse(serialize(message)) is the message', () => {
  const run = (written: SipMessage): void => {
    const result = parseMessage(serializeMessage(written));
    assert.ok(result.ok, JSON.stringify(result));
    assert.deepEqual(plain(result.message), plain(written));
  };
  fc.assert(fc.property(message, run), { numRuns: 200 });
});

test('messages on a stream come out the same however the bytes are cut', () => {
  const run = (written: SipMessage[], cuts: number[]): void => {
    const bytes = Buffer.concat(written.map(serializeMessage));
    const framer = new StreamFramer();
    const read: SipMessage[] = [];
    let from = 0;
    for (let turn = 0; from < bytes.length; turn++) {
      const to = from + (cuts[turn % cuts.length] ?? 1);
      for (const event of framer.push(bytes.subarray(from, to))) {
        assert.equal(event.type, 'message');
        if (event.type === 'message') read.push(event.message);
      }
      from = to;
    }
    assert.deepEqual(read.map(plain), written.map(plain));
    assert.equal(framer.pendingBytes, 0);
  };
  const cuts = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 });
  fc.assert(fc.property(fc.array(message, { minLength: 1, maxLength: 4 }), cuts, run), { numRuns: 50 });
});

test('whatever is done to the bytes of a message, reading it never throws, and a refusal can be answered or dropped', () => {
  const edit = fc.record({ at: fc.nat(), bytes: fc.uint8Array({ maxLength: 4 }), cut: fc.nat({ max: 6 }) });
  const run = (written: SipMessage, edits: { at: number; bytes: Uint8Array; cut: number }[]): void => {
    let bytes = Buffer.from(serializeMessage(written));
    for (const { at, bytes: inserted, cut } of edits) {
      const position = at % (bytes.length + 1);
      bytes = Buffer.concat([bytes.subarray(0, position), inserted, bytes.subarray(position + cut)]);
    }
    const result = parseMessage(bytes);
    if (result.ok)
      assert.doesNotThrow(() => serializeMessage(result.message), 'what was read can be written');
    else assert.ok([400, 414, 505, 513].includes(result.error.status));
    const events = new StreamFramer().push(bytes);
    assert.ok(
      events.every((event, index) => event.type !== 'error' || !event.fatal || index === events.length - 1),
    );
  };
  fc.assert(fc.property(message, fc.array(edit, { minLength: 1, maxLength: 6 }), run), { numRuns: 200 });
});

test('noise never throws', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
      parseMessage(bytes);
      new StreamFramer().push(bytes);
    }),
    { numRuns: 200 },
  );
});

test('URIs, addresses and Via values come back as they were written', () => {
  const run = (
    one: Uri,
    address: Parameters<typeof formatNameAddr>[0],
    hop: Parameters<typeof formatVia>[0],
  ): void => {
    const again = parseUri(formatUri(one));
    assert.deepEqual(again, one);
    assert.ok(again !== undefined && uriEquals(again, one));
    assert.deepEqual(parseNameAddr(formatNameAddr(address)), address);
    assert.deepEqual(parseVia(formatVia(hop)), hop);
  };
  fc.assert(fc.property(uri, nameAddr, via, run), { numRuns: 200 });
});

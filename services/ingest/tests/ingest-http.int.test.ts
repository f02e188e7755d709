import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  OTHER_TOKEN,
  post,
  raw,
  read,
  REVOKED_TOKEN,
  startIngest,
  TOKEN,
  type Answer,
  type IngestUnderTest,
} from './_harness.ts';

/**
 * BAD_INPUTS part one, section 1: one row, one test. Rows that the one-lead route cannot meet are named here with the reason;
 * they belong to the later ingest issue (vendor API keys, batches, quotas, campaign policies).
 */
const LATER: Readonly<Record<number, string>> = {
  32: 'API keys: here the link token is the credential, a wrong one is 404',
  33: 'API keys',
  34: 'API keys; a revoked link is 410, tested in submit.int.test.ts',
  35: 'API keys',
  36: 'signatures',
  37: 'signatures',
  38: 'signatures; a replay by Idempotency-Key is tested in idempotency.int.test.ts',
  44: 'consent is not yet a property of campaigns',
  46: 'batches',
  47: 'batches',
  48: 'batches; the lead store folds them, tested there',
  50: 'quotas a vendor',
  58: 'the do-not-call verdict is claim’s; ingest answers 201 as for any lead',
  59: 'campaigns cannot be closed yet',
};

/** Rows tested beside their subject: 39 (idempotency), 49 and 60 (submit). */
const ELSEWHERE = [39, 49, 60];

let ingest: IngestUnderTest;
before(async () => {
  ingest = await startIngest();
});
after(() => ingest[Symbol.asyncDispose]());

const PHONE = '+14155550123';
const utf8 = new TextEncoder();

interface Case {
  readonly row: number;
  readonly say: string;
  readonly send: () => Promise<Answer>;
  readonly status: number | readonly number[];
  readonly reason?: string;
  /** What the lead store must have been given. */
  readonly stored?: (submission: Record<string, unknown>) => void;
}

const json = (body: unknown) => () => post(ingest, body);
const phone = (value: unknown) => json({ caller_id: value });
const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...utf8.encode(part)] : part)));

const CASES: readonly Case[] = [
  { row: 1, say: 'an empty body', send: json(''), status: 400, reason: 'BODY_MALFORMED' },
  { row: 2, say: 'no field', send: json({}), status: 422, reason: 'CALLER_ID_REQUIRED' },
  { row: 3, say: 'cut-off JSON', send: json('{"caller_id":"+1415'), status: 400, reason: 'BODY_MALFORMED' },
  { row: 4, say: 'a BOM', send: json(`\uFEFF{"caller_id":"${PHONE}"}`), status: [200, 201] },
  {
    row: 5,
    say: 'UTF-16',
    send: () => post(ingest, new Uint8Array(Buffer.from('{"a":"b"}', 'utf16le'))),
    status: 400,
  },
  {
    row: 5,
    say: 'UTF-16 by name',
    send: () => post(ingest, 'x', { 'content-type': 'application/json; charset=utf-16' }),
    status: 415,
    reason: 'MEDIA_TYPE_UNSUPPORTED',
  },
  {
    row: 6,
    say: 'bytes that are not UTF-8',
    send: () => post(ingest, bytes('{"caller_id":"', [0xc3, 0x28], '"}')),
    status: 400,
    reason: 'BODY_MALFORMED',
  },
  {
    row: 6,
    say: 'a form that is not UTF-8',
    send: () => post(ingest, 'caller_id=%C3%28', { 'content-type': 'application/x-www-form-urlencoded' }),
    status: 400,
    reason: 'BODY_MALFORMED',
  },
  { row: 7, say: 'an array', send: json([{ caller_id: PHONE }]), status: 400, reason: 'BODY_MALFORMED' },
  { row: 7, say: 'null', send: json('null'), status: 400, reason: 'BODY_MALFORMED' },
  { row: 8, say: 'a number as Caller ID', send: phone(4155550123), status: 422, reason: 'FIELD_INVALID' },
  {
    row: 8,
    say: 'a number as name',
    send: json({ caller_id: PHONE, first_name: 5 }),
    status: 422,
    reason: 'FIELD_INVALID',
  },
  {
    row: 13,
    say: 'a gzip bomb',
    send: () => post(ingest, gzipSync(Buffer.alloc(50_000_000, 97)), { 'content-encoding': 'gzip' }),
    status: 413,
    reason: 'BODY_TOO_LARGE',
  },
  {
    row: 13,
    say: 'gzip that is none',
    send: () => post(ingest, 'no gzip', { 'content-encoding': 'gzip' }),
    status: 400,
    reason: 'BODY_MALFORMED',
  },
  {
    row: 14,
    say: 'an unknown encoding',
    send: () => post(ingest, 'x', { 'content-encoding': 'zstd' }),
    status: 415,
    reason: 'MEDIA_TYPE_UNSUPPORTED',
  },
  {
    row: 15,
    say: 'nesting',
    send: json(`{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`),
    status: 400,
    reason: 'BODY_MALFORMED',
  },
  {
    row: 15,
    say: 'a nested value',
    send: json({ caller_id: PHONE, a: { b: 1 } }),
    status: 422,
    reason: 'FIELD_INVALID',
  },
  {
    row: 16,
    say: '200,000 keys',
    send: json(`{${Array.from({ length: 200_000 }, (_, n) => `"k${n}":1`).join()}}`),
    status: 413,
    reason: 'BODY_TOO_LARGE',
  },
  {
    row: 16,
    say: '300 keys',
    send: json(Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`k${n}`, '1']))),
    status: 422,
    reason: 'FIELD_INVALID',
  },
  {
    row: 17,
    say: 'a key twice',
    send: json(`{"caller_id":"${PHONE}","caller\\u005fid":"+14155550199"}`),
    status: 400,
    reason: 'BODY_MALFORMED',
  },
  {
    row: 17,
    say: 'a form field twice',
    send: () =>
      post(ingest, 'caller_id=1&caller_id=2', { 'content-type': 'application/x-www-form-urlencoded' }),
    status: 400,
    reason: 'BODY_MALFORMED',
  },
  {
    row: 18,
    say: 'keys of the language',
    send: json(`{"caller_id":"${PHONE}","__proto__":"x","constructor":"y"}`),
    status: [200, 201],
    stored: ({ parameters }) => {
      assert.deepEqual(parameters, {});
      assert.equal(({} as { x?: unknown }).x, undefined);
    },
  },
  {
    row: 18,
    say: 'a prototype as object',
    send: json(`{"caller_id":"${PHONE}","__proto__":{"admin":true}}`),
    status: [200, 201],
    stored: () => assert.equal(({} as { admin?: unknown }).admin, undefined),
  },
  {
    row: 19,
    say: 'an extension',
    send: phone('+1 (415) 555-0123 ext 5'),
    status: 422,
    reason: 'CALLER_ID_INVALID',
  },
  ...['911', '112', '999'].map((value) => ({
    row: 20,
    say: value,
    send: phone(value),
    status: 422,
    reason: 'CALLER_ID_INVALID',
  })),
  ...['+19005550123', '+88216123456'].map((value) => ({
    row: 21,
    say: value,
    send: phone(value),
    status: 422,
    reason: 'CALLER_ID_INVALID',
  })),
  {
    row: 22,
    say: 'Arabic-Indic digits',
    send: phone('\u0661\u0664\u0661\u0665\u0665\u0665\u0665\u0660\u0661\u0662\u0663'),
    status: [200, 201],
    stored: ({ callerId }) => assert.equal(callerId, PHONE),
  },
  {
    row: 23,
    say: 'direction override and zero-width characters',
    send: phone('\u202e+1415\u200b5550123'),
    status: [200, 201],
    stored: ({ callerId }) => assert.equal(callerId, PHONE),
  },
  ...['sip:evil@host', '+14155550123;phone-context=evil'].map((value) => ({
    row: 24,
    say: value,
    send: phone(value),
    status: 422,
    reason: 'CALLER_ID_INVALID',
  })),
  {
    row: 25,
    say: 'a line break',
    send: phone('+1415\r\nRoute: x'),
    status: 422,
    reason: 'CALLER_ID_INVALID',
  },
  { row: 26, say: 'sixty digits', send: phone('1'.repeat(60)), status: 422, reason: 'CALLER_ID_INVALID' },
  {
    row: 27,
    say: 'a name of 60 KB',
    send: json({ caller_id: PHONE, first_name: 'x'.repeat(60_000) }),
    status: 422,
    reason: 'FIELD_INVALID',
  },
  {
    row: 27,
    say: 'a name of 1 MB',
    send: json({ caller_id: PHONE, first_name: 'x'.repeat(1_000_000) }),
    status: 413,
    reason: 'BODY_TOO_LARGE',
  },
  {
    row: 28,
    say: 'NUL in a name',
    send: json({ caller_id: PHONE, first_name: 'A\u0000nn' }),
    status: 422,
    reason: 'FIELD_INVALID',
  },
  {
    row: 28,
    say: 'half a character',
    send: json(`{"caller_id":"${PHONE}","last_name":"\\ud800"}`),
    status: 422,
    reason: 'FIELD_INVALID',
  },
  {
    row: 29,
    say: 'markup in a name',
    send: json({ caller_id: PHONE, first_name: '<script>{{7*7}}' }),
    status: [200, 201],
    stored: ({ firstName }) => assert.equal(firstName, '<script>{{7*7}}'),
  },
  {
    row: 30,
    say: 'an operator as Caller ID',
    send: phone({ $gt: '' }),
    status: 422,
    reason: 'FIELD_INVALID',
  },
  {
    row: 30,
    say: 'an operator in a form',
    send: () => post(ingest, 'caller_id[$gt]=', { 'content-type': 'application/x-www-form-urlencoded' }),
    status: 422,
    reason: 'CALLER_ID_REQUIRED',
  },
  {
    row: 31,
    say: 'a link that is not there',
    send: () => post({ url: ingest.url.replace(TOKEN, 'somebody-else') }, { caller_id: PHONE }),
    status: 404,
    reason: 'LINK_NOT_FOUND',
  },
  {
    row: 40,
    say: 'one person through two links',
    send: async () => {
      const [one, two] = await Promise.all([
        post(ingest, { caller_id: '+14155550177' }),
        post({ url: ingest.url.replace(TOKEN, OTHER_TOKEN) }, { caller_id: '+14155550177' }),
      ]);
      assert.notEqual(one?.body['lead_id'], two?.body['lead_id']);
      return two;
    },
    status: 201,
  },
  ...['9999-01-01', 'NaN', -1, 1.5].map((value) => ({
    row: value === '9999-01-01' ? 41 : 42,
    say: `created_at ${value}`,
    send: async () => {
      const answer = await post(ingest, { caller_id: PHONE, created_at: value });
      assert.deepEqual(answer.body['ignored_parameters'], ['created_at']);
      return answer;
    },
    status: [200, 201],
  })),
  {
    row: 43,
    say: 'a zone that is none',
    send: async () => {
      const answer = await post(ingest, { caller_id: PHONE, time_zone: 'Mars/Phobos' });
      assert.deepEqual(answer.body['ignored_parameters'], ['time_zone']);
      return answer;
    },
    status: [200, 201],
    stored: ({ timeZone, candidateZones }) =>
      assert.deepEqual([timeZone, candidateZones], ['', ['America/Los_Angeles']]),
  },
  {
    row: 45,
    say: 'a priority of its own making',
    send: async () => {
      const answer = await post(ingest, `{"caller_id":"${PHONE}","priority":1e308,"attempts":-1}`);
      assert.deepEqual(answer.body['ignored_parameters'], ['priority', 'attempts']);
      return answer;
    },
    status: [200, 201],
  },
  {
    row: 52,
    say: 'a path that climbs',
    send: async () => read(await fetch(`${ingest.origin}/v1/links/..%2f..%2fadmin/leads?caller_id=1`)),
    status: 404,
  },
  {
    row: 52,
    say: 'a path with a broken escape',
    send: async () => read(await fetch(`${ingest.origin}/v1/links/%ff/leads`)),
    status: 404,
  },
  {
    row: 53,
    say: 'a method override',
    send: () => post(ingest, { caller_id: PHONE }, { 'x-http-method-override': 'DELETE' }),
    status: [200, 201],
  },
  {
    row: 54,
    say: 'a made-up sender',
    send: () => post(ingest, { caller_id: PHONE }, { 'x-forwarded-for': '10.0.0.1' }),
    status: [200, 201],
  },
  {
    row: 55,
    say: 'XML',
    send: () => post(ingest, '<lead/>', { 'content-type': 'application/xml' }),
    status: 415,
    reason: 'MEDIA_TYPE_UNSUPPORTED',
  },
  {
    row: 56,
    say: 'a page of somebody else',
    send: async () => {
      const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
      const answer = await read(await fetch(ingest.url, { method: 'OPTIONS', headers }));
      assert.equal(answer.headers.get('access-control-allow-origin'), null);
      return { ...answer, status: answer.status === 200 ? 404 : answer.status };
    },
    status: 404,
  },
];

for (const { row, say, send, status, reason, stored } of CASES) {
  test(`ingest-http/${row} ${say}`, async () => {
    const already = ingest.leadStore.stored.length;
    const answer = await send();
    const wanted = typeof status === 'number' ? [status] : status;
    assert.ok(wanted.includes(answer.status), `${answer.status} ${JSON.stringify(answer.body)}`);
    if (reason !== undefined) assert.equal(answer.body['reason'], reason);
    if (answer.status >= 400) {
      assert.equal(ingest.leadStore.stored.length, already, 'nothing is stored');
      assert.match(answer.headers.get('content-type') ?? '', /problem\+json/);
      assert.doesNotMatch(
        JSON.stringify(answer.body),
        /4155550123|\.ts|node_modules/,
        'no trace and no number in the answer',
      );
    }
    stored?.({ ...ingest.leadStore.stored.at(-1) });
    assert.ok(
      [200, 201].includes((await post(ingest, { caller_id: '+14155550199' })).status),
      'the next one works',
    );
  });
}

const HEAD = `POST /v1/links/${TOKEN}/leads HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;
const BODY = `{"caller_id":"${PHONE}"}`;

interface RawCase {
  readonly row: number;
  readonly say: string;
  readonly bytes: string;
  readonly statuses: readonly RegExp[];
}

const RAW: readonly RawCase[] = [
  {
    row: 9,
    say: '100 MB are refused before they are sent',
    bytes: `${HEAD}Content-Length: 100000000\r\n\r\n${'x'.repeat(1000)}`,
    statuses: [/^HTTP\/1.1 413/],
  },
  {
    row: 10,
    say: 'what comes after the stated length is not taken for a lead',
    bytes: `${HEAD}Content-Length: ${BODY.length}\r\n\r\n${BODY}garbage that is no request\r\n\r\n`,
    statuses: [/HTTP\/1.1 400/],
  },
  {
    row: 11,
    say: 'two ways to say how long',
    bytes: `${HEAD}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    statuses: [/^HTTP\/1.1 400/],
  },
  {
    row: 12,
    say: 'a chunk of no size',
    bytes: `${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n${BODY}\r\n0\r\n\r\n`,
    statuses: [/^HTTP\/1.1 400/],
  },
  {
    row: 51,
    say: 'HTTP/1.0',
    bytes: `${HEAD.replace('1.1', '1.0')}Content-Length: ${BODY.length}\r\n\r\n${BODY}`,
    statuses: [/^HTTP\/1.1 20[01]/],
  },
  {
    row: 51,
    say: 'no Host',
    bytes: `${HEAD.replace('Host: x\r\n', '')}Content-Length: ${BODY.length}\r\n\r\n${BODY}`,
    statuses: [/^HTTP\/1.1 400/],
  },
  {
    row: 51,
    say: 'an absolute URI',
    bytes: `${HEAD.replace('/v1', 'http://elsewhere/v1')}Content-Length: ${BODY.length}\r\n\r\n${BODY}`,
    statuses: [/^HTTP\/1.1 (20[01]|404)/],
  },
  {
    row: 57,
    say: 'a header of 64 KB',
    bytes: `${HEAD}X: ${'x'.repeat(65_536)}\r\n\r\n`,
    statuses: [/^HTTP\/1.1 431/],
  },
];

for (const { row, say, bytes: sent, statuses } of RAW) {
  test(`ingest-http/${row} ${say}`, async () => {
    const answer = await raw(ingest, sent);
    for (const status of statuses) assert.match(answer, status);
    assert.ok(
      [200, 201].includes((await post(ingest, { caller_id: '+14155550199' })).status),
      'the next one works',
    );
  });
}

test('every row of the table is tested here, elsewhere by name, or named as later', () => {
  const rows = new Set([
    ...CASES.map(({ row }) => row),
    ...RAW.map(({ row }) => row),
    ...ELSEWHERE,
    ...Object.keys(LATER).map(Number),
  ]);
  const missing = Array.from({ length: 60 }, (_, at) => at + 1).filter((row) => !rows.has(row));
  assert.deepEqual(missing, []);
  assert.equal(REVOKED_TOKEN in LATER, false);
});

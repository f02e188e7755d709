import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { FORM, json, phone, PHONE, type BadInput } from './_bad-input.ts';
import { post, read } from './_harness.ts';

const utf8 = new TextEncoder();
const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? Array.from(utf8.encode(part)) : part)));

/** Rows 1 to 18 and 52 to 56: bodies that cannot be read, and requests that are none of ours. */
export const BAD_BODIES: readonly BadInput[] = [
  { row: 1, say: 'an empty body', send: json(''), status: 400, reason: 'BODY_MALFORMED' },
  { row: 2, say: 'no field', send: json({}), status: 422, reason: 'CALLER_ID_REQUIRED' },
  { row: 3, say: 'cut-off JSON', send: json('{"caller_id":"+1415'), status: 400, reason: 'BODY_MALFORMED' },
  { row: 4, say: 'a BOM', send: json(`\uFEFF{"caller_id":"${PHONE}"}`), status: [200, 201] },
  {
    row: 5,
    say: 'UTF-16',
    send: (ingest) => post(ingest, new Uint8Array(Buffer.from('{"a":"b"}', 'utf16le'))),
    status: 400,
  },
  {
    row: 5,
    say: 'UTF-16 by name',
    send: (ingest) => post(ingest, 'x', { 'content-type': 'application/json; charset=utf-16' }),
    status: 415,
    reason: 'MEDIA_TYPE_UNSUPPORTED',
  },
  {
    row: 6,
    say: 'bytes that are not UTF-8',
    send: (ingest) => post(ingest, bytes('{"caller_id":"', [0xc3, 0x28], '"}')),
    status: 400,
    reason: 'BODY_MALFORMED',
  },
  {
    row: 6,
    say: 'a form that is not UTF-8',
    send: (ingest) => post(ingest, 'caller_id=%C3%28', FORM),
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
    send: (ingest) => post(ingest, gzipSync(Buffer.alloc(50_000_000, 97)), { 'content-encoding': 'gzip' }),
    status: 413,
    reason: 'BODY_TOO_LARGE',
  },
  {
    row: 13,
    say: 'gzip that is none',
    send: (ingest) => post(ingest, 'no gzip', { 'content-encoding': 'gzip' }),
    status: 400,
    reason: 'BODY_MALFORMED',
  },
  {
    row: 14,
    say: 'an unknown encoding',
    send: (ingest) => post(ingest, 'x', { 'content-encoding': 'zstd' }),
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
    send: (ingest) => post(ingest, 'caller_id=1&caller_id=2', FORM),
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
    row: 52,
    say: 'a path that climbs',
    send: async (ingest) => read(await fetch(`${ingest.origin}/v1/links/..%2f..%2fadmin/leads?caller_id=1`)),
    status: 404,
  },
  {
    row: 52,
    say: 'a path with a broken escape',
    send: async (ingest) => read(await fetch(`${ingest.origin}/v1/links/%ff/leads`)),
    status: 404,
  },
  {
    row: 53,
    say: 'a method override',
    send: (ingest) => post(ingest, { caller_id: PHONE }, { 'x-http-method-override': 'DELETE' }),
    status: [200, 201],
  },
  {
    row: 54,
    say: 'a made-up sender',
    send: (ingest) => post(ingest, { caller_id: PHONE }, { 'x-forwarded-for': '10.0.0.1' }),
    status: [200, 201],
  },
  {
    row: 55,
    say: 'XML',
    send: (ingest) => post(ingest, '<lead/>', { 'content-type': 'application/xml' }),
    status: 415,
    reason: 'MEDIA_TYPE_UNSUPPORTED',
  },
  {
    row: 56,
    say: 'a page of somebody else',
    send: async (ingest) => {
      const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
      const answer = await read(await fetch(ingest.url, { method: 'OPTIONS', headers }));
      for (const [name] of answer.headers) assert.doesNotMatch(name, /^access-control-/);
      return answer;
    },
    status: 404,
  },
];

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { BAD_BODIES } from './_bad-bodies.ts';
import { BAD_FIELDS } from './_bad-fields.ts';
import { PHONE } from './_bad-input.ts';
import { BAD_LINKS } from './_bad-links.ts';
import { post, raw, startIngest, TOKEN, type IngestUnderTest } from './_harness.ts';

/** docs/bad-inputs.md, ingest-http: one row, one test. Rows tested beside their subject: 39 (idempotency), 49 and 60 (submit). */
const ELSEWHERE = [39, 49, 60];

let ingest: IngestUnderTest;
before(async () => {
  ingest = await startIngest();
});
after(() => ingest[Symbol.asyncDispose]());

const CASES = [...BAD_BODIES, ...BAD_FIELDS, ...BAD_LINKS];

for (const { row, say, send, status, reason, stored, stores = false, ...link } of CASES) {
  test(`ingest-http/${row} ${say}`, async () => {
    const already = ingest.leadStore.stored.length;
    ingest.leadStore.profile = link.profile ?? {};
    ingest.leadStore.closed = link.closed ?? false;
    ingest.leadStore.secrets = [...(link.secrets ?? [])];
    const answer = await send(ingest);
    const wanted = typeof status === 'number' ? [status] : status;
    assert.ok(wanted.includes(answer.status), `${answer.status} ${JSON.stringify(answer.body)}`);
    if (reason !== undefined) assert.equal(answer.body['reason'], reason);
    if (answer.status >= 400) {
      assert.ok(stores || ingest.leadStore.stored.length === already, 'nothing is stored');
      assert.match(answer.headers.get('content-type') ?? '', /problem\+json/);
      assert.doesNotMatch(
        JSON.stringify(answer.body),
        /4155550123|\.ts|node_modules/,
        'no trace and no number in the answer',
      );
    }
    stored?.({ ...ingest.leadStore.stored.at(-1) });
    ingest.leadStore.profile = {};
    ingest.leadStore.closed = false;
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

/** Whatever else comes back, no lead was taken. */
const NOTHING_TAKEN = /^(?![^]*HTTP\/1.1 20)/;

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
    row: 10,
    say: 'a body longer than its stated length is cut there, and its rest is no request',
    bytes: `${HEAD}Content-Length: 10\r\n\r\n${BODY}`,
    statuses: [/^HTTP\/1.1 400/, NOTHING_TAKEN],
  },
  {
    row: 11,
    say: 'two ways to say how long; what was hidden behind is not read',
    bytes: `${HEAD}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${HEAD}Content-Length: ${BODY.length}\r\n\r\n${BODY}`,
    statuses: [/^HTTP\/1.1 400/, /Connection: close/i, NOTHING_TAKEN],
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
    statuses: [/^HTTP\/1.1 20[01]/],
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

test('every row of the table is tested here or elsewhere by name', () => {
  const rows = new Set([...CASES.map(({ row }) => row), ...RAW.map(({ row }) => row), ...ELSEWHERE]);
  const missing = Array.from({ length: 60 }, (_, at) => at + 1).filter((row) => !rows.has(row));
  assert.deepEqual(missing, []);
});

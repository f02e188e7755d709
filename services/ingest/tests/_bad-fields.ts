import assert from 'node:assert/strict';
import { FORM, json, phone, PHONE, type BadInput } from './_bad-input.ts';
import { OTHER_TOKEN, post, TOKEN, type IngestUnderTest } from './_harness.ts';

/** Rows 19 to 45: fields that say what they should not. */
export const BAD_FIELDS: readonly BadInput[] = [
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
    send: (ingest) => post(ingest, 'caller_id[$gt]=', FORM),
    status: 422,
    reason: 'CALLER_ID_REQUIRED',
  },
  {
    row: 31,
    say: 'a link that is not there',
    send: (ingest) => post({ url: ingest.url.replace(TOKEN, 'somebody-else') }, { caller_id: PHONE }),
    status: 404,
    reason: 'LINK_NOT_FOUND',
  },
  {
    row: 31,
    say: 'a campaign and a process named by the vendor',
    send: async (ingest) => {
      const answer = await post(ingest, { caller_id: PHONE, campaign_id: 'theirs', process_id: 'theirs' });
      assert.deepEqual(answer.body['ignored_parameters'], ['campaign_id', 'process_id']);
      return answer;
    },
    status: [200, 201],
  },
  {
    row: 40,
    say: 'one person through two links',
    send: async (ingest) => {
      const [one, two] = await Promise.all([
        post(ingest, { caller_id: '+14155550177' }),
        post({ url: ingest.url.replace(TOKEN, OTHER_TOKEN) }, { caller_id: '+14155550177' }),
      ]);
      assert.notEqual(one?.body['lead_id'], two?.body['lead_id']);
      return two;
    },
    status: 201,
  },
  ...['9999-01-01', 'NaN', -1, 1.5, '2026-11-22T10:00:00+99:99'].map((value) => ({
    row: value === '9999-01-01' ? 41 : 42,
    say: `created_at ${value}`,
    send: async (ingest: IngestUnderTest) => {
      const answer = await post(ingest, { caller_id: PHONE, created_at: value });
      assert.deepEqual(answer.body['ignored_parameters'], ['created_at']);
      return answer;
    },
    status: [200, 201],
  })),
  {
    row: 43,
    say: 'a zone that is none',
    send: async (ingest) => {
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
    send: async (ingest) => {
      const answer = await post(ingest, `{"caller_id":"${PHONE}","priority":1e308,"attempts":-1}`);
      assert.deepEqual(answer.body['ignored_parameters'], ['priority', 'attempts']);
      return answer;
    },
    status: [200, 201],
  },
];

import assert from 'node:assert/strict';
import { LinkAuthentication } from '@firstring/contracts/leads/link';
import { systemClock } from '@firstring/kernel/system';
import { keySecret, signatureSecret } from './_fake-lead-store.ts';
import { PHONE, type BadInput } from './_bad-input.ts';
import { OTHER_TOKEN, post, read, TOKEN, type IngestUnderTest } from './_harness.ts';
import { sign } from './_sign.ts';

const KEY = 'fsk_0123456789ab_a-live-key';
const SECRET = 'a-secret-that-signs';
const keyed = {
  profile: { authentication: LinkAuthentication.LINK_AUTHENTICATION_KEY },
  secrets: [keySecret(KEY), keySecret('fsk_0123456789ac_the-next-one')],
};
const signed = {
  profile: { authentication: LinkAuthentication.LINK_AUTHENTICATION_SIGNATURE },
  secrets: [signatureSecret('the-old-secret'), signatureSecret(SECRET)],
};
const BODY = JSON.stringify({ caller_id: PHONE });
const TEN_MINUTES_MS = 600_000;

/** A batch of leads through the first link. */
export const batch = (ingest: Pick<IngestUnderTest, 'url'>, leads: unknown, headers = {}) =>
  post({ url: `${ingest.url}/batch` }, leads, headers);

const lead = (n: number) => ({ caller_id: `+1415555${String(n).padStart(4, '0')}` });
const leads = (count: number) => Array.from({ length: count }, (_, n) => lead(100 + n));

/** Rows 32 to 38, 44, 46 to 48, 50, 58 and 59: who sends, and how much. */
export const BAD_LINKS: readonly BadInput[] = [
  {
    row: 32,
    say: 'no key where one is demanded',
    ...keyed,
    send: (ingest) => post(ingest, BODY),
    status: 401,
    reason: 'LINK_KEY_REFUSED',
  },
  {
    row: 33,
    say: 'a wrong key',
    ...keyed,
    send: (ingest) => post(ingest, BODY, { authorization: `Bearer ${KEY}x` }),
    status: 401,
    reason: 'LINK_KEY_REFUSED',
  },
  {
    row: 33,
    say: 'the hash of the right key',
    ...keyed,
    send: (ingest) => post(ingest, BODY, { 'x-api-key': keySecret(KEY).value }),
    status: 401,
    reason: 'LINK_KEY_REFUSED',
  },
  {
    row: 34,
    say: 'a key that was revoked',
    ...keyed,
    secrets: [keySecret('fsk_0123456789ac_the-next-one')],
    send: (ingest) => post(ingest, BODY, { authorization: `Bearer ${KEY}` }),
    status: 401,
    reason: 'LINK_KEY_REFUSED',
  },
  {
    row: 35,
    say: 'the key in the query string',
    ...keyed,
    send: async (ingest) => read(await fetch(`${ingest.url}?caller_id=14155550123&api_key=${KEY}`)),
    status: 400,
    reason: 'KEY_IN_URL',
  },
  {
    row: 36,
    say: 'a signature over another body',
    ...signed,
    send: (ingest) => post(ingest, BODY, sign(`${BODY} `, { secret: SECRET })),
    status: 401,
    reason: 'SIGNATURE_REFUSED',
  },
  {
    row: 36,
    say: 'no signature',
    ...signed,
    send: (ingest) => post(ingest, BODY),
    status: 401,
    reason: 'SIGNATURE_REFUSED',
  },
  ...[-TEN_MINUTES_MS, TEN_MINUTES_MS].map((offMs) => ({
    row: 37,
    say: `a timestamp ten minutes ${offMs < 0 ? 'old' : 'ahead'}`,
    ...signed,
    send: (ingest: IngestUnderTest) =>
      post(ingest, BODY, sign(BODY, { secret: SECRET, at: systemClock.now() + offMs })),
    status: 401,
    reason: 'SIGNATURE_REFUSED',
  })),
  {
    row: 38,
    say: 'a signed request sent again',
    ...signed,
    send: async (ingest) => {
      const headers = sign(BODY, { secret: SECRET, id: 'msg-replayed' });
      const first = await post(ingest, BODY, headers);
      const count = ingest.leadStore.stored.length;
      const again = await post(ingest, BODY, headers);
      assert.deepEqual([again.status, again.body], [first.status, first.body]);
      assert.equal(ingest.leadStore.stored.length, count, 'nothing new is stored');
      return again;
    },
    status: [200, 201],
  },
  ...[undefined, '', 'no', false].map((consent) => ({
    row: 44,
    say: `consent ${JSON.stringify(consent) ?? 'missing'} where it is demanded`,
    profile: { consentRequired: true },
    send: (ingest: IngestUnderTest) => post(ingest, { caller_id: PHONE, consent }),
    status: 422,
    reason: 'CONSENT_REQUIRED',
  })),
  {
    row: 46,
    say: 'a batch of 1,001',
    send: (ingest) => batch(ingest, leads(1001)),
    status: 413,
    reason: 'BATCH_TOO_LARGE',
  },
  {
    row: 46,
    say: 'a batch of more than 1 MB',
    send: (ingest) => batch(ingest, [{ caller_id: PHONE, comment: 'x'.repeat(1_100_000) }]),
    status: 413,
    reason: 'BODY_TOO_LARGE',
  },
  {
    row: 47,
    say: 'one bad lead among a thousand',
    send: async (ingest) => {
      const answer = await batch(ingest, leads(1000).with(500, { caller_id: '911' }));
      const results = answer.body['results'] as Record<string, unknown>[]; // the answer's own shape
      assert.deepEqual([results.length, answer.body['refused']], [1000, 1]);
      assert.equal(results[500]?.['reason'], 'CALLER_ID_INVALID');
      const stored = ingest.leadStore.stored.slice(-999);
      const sent = leads(1000).map(({ caller_id }) => caller_id);
      assert.deepEqual(
        stored.map(({ callerId }) => callerId),
        sent.toSpliced(500, 1),
      );
      return answer;
    },
    status: 200,
  },
  {
    row: 48,
    say: 'the same lead twice in a batch',
    send: async (ingest) => {
      const answer = await batch(ingest, [lead(7), lead(8), lead(7)]);
      const results = answer.body['results'] as Record<string, unknown>[]; // the answer's own shape
      assert.equal(results[0]?.['lead_id'], results[2]?.['lead_id']);
      return answer;
    },
    status: 200,
  },
  {
    row: 50,
    say: 'ten times the quota',
    profile: { leadsPerMinute: 5 },
    send: async (ingest) => {
      const answers = [];
      for (let n = 0; n < 50; n += 1) answers.push(await post(ingest, { caller_id: PHONE }));
      const refused = answers.filter(({ status }) => status === 429);
      assert.equal(refused.length, 45);
      const last = refused.at(-1);
      assert.ok(Number(last?.headers.get('retry-after')) >= 1);
      assert.equal(last?.headers.get('ratelimit-policy'), '"leads";q=5;w=60');
      assert.match(last?.headers.get('ratelimit') ?? '', /^"leads";r=0;t=\d+$/);
      const other = await post({ url: ingest.url.replace(TOKEN, OTHER_TOKEN) }, { caller_id: PHONE });
      assert.ok([200, 201].includes(other.status), 'other vendors are not touched');
      assert.ok(last !== undefined);
      return { ...last, headers: new Headers({ 'content-type': 'problem+json' }) };
    },
    status: 429,
    reason: 'QUOTA_EXCEEDED',
    stores: true,
  },
  {
    row: 58,
    say: 'a number that must not be called is a lead like any other: the gate keeps it from being dialled',
    send: (ingest) => post(ingest, { caller_id: '+14155550144' }),
    status: [200, 201],
  },
  {
    row: 59,
    say: 'a lead for a closed campaign',
    closed: true,
    send: (ingest) => post(ingest, { caller_id: PHONE }),
    status: 409,
    reason: 'CAMPAIGN_CLOSED',
  },
];

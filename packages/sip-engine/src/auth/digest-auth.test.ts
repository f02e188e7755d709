import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SimulatedClock, seededRandom } from '@firstring/kernel/testing';

import { parseAuthHeader } from '../message/headers/auth-params.ts';
import { digestHa1, type DigestAlgorithm } from './digest.ts';
import { answerChallenge, parseChallenge, strongestChallenge, type DigestAccount } from './digest-client.ts';
import {
  createChallenges,
  parseCredentials,
  verifyCredentials,
  type DigestSecret,
  type DigestVerdict,
} from './digest-server.ts';
import { Nonces } from './nonce.ts';

const REALM = { realm: 'firstring', algorithms: ['SHA-256', 'MD5'] } as const;
const ACCOUNT: DigestAccount = { username: 'ada "a" \\ b', password: 's3crét' };
const SECRET: DigestSecret = { type: 'password', password: 's3crét' };
const URI = 'sip:firstring.example;transport=udp';

interface Scene {
  readonly clock: SimulatedClock;
  readonly nonces: Nonces;
  /** The phone's answer to fresh challenges, or to `challenges`. */
  answer(account?: DigestAccount, challenges?: readonly string[], nonceCount?: number): string;
  verify(authorization: string, secret?: DigestSecret | 'unknown', requestUri?: string): DigestVerdict;
}

function scene(): Scene {
  const clock = new SimulatedClock();
  const random = seededRandom('digest');
  const nonces = new Nonces(
    { clock, random },
    { key: Buffer.alloc(16, 7), lifetimeMs: 60_000, trackedMax: 100 },
  );
  return {
    clock,
    nonces,
    answer(account = ACCOUNT, challenges = createChallenges(nonces, REALM), nonceCount = 1) {
      const value = answerChallenge({ random, account }, challenges, {
        method: 'REGISTER',
        uri: URI,
        nonceCount,
      });
      assert.ok(value !== undefined);
      return value;
    },
    verify(authorization, secret = SECRET, requestUri = URI) {
      const credentials = parseCredentials(authorization);
      assert.ok(credentials !== undefined);
      const known = secret === 'unknown' ? undefined : secret;
      return verifyCredentials(nonces, REALM, { credentials, method: 'REGISTER', requestUri, secret: known });
    },
  };
}

test('RFC 8760: SHA-256 is offered first and MD5 behind it, on one nonce, with qop=auth', () => {
  const values = createChallenges(scene().nonces, REALM);
  const challenges = values.map(parseChallenge);
  assert.deepEqual(
    challenges.map((challenge) => challenge?.algorithm),
    ['SHA-256', 'MD5'],
  );
  assert.equal(challenges[0]?.nonce, challenges[1]?.nonce);
  assert.match(
    values[0] ?? '',
    /^Digest realm="firstring", nonce="[\w-]{40}", algorithm=SHA-256, qop="auth"$/,
  );
});

test('the client answers the strongest challenge, and the server takes it', () => {
  const { answer, verify } = scene();
  const value = answer();
  assert.match(value, /algorithm=SHA-256, cnonce="[\w-]+", qop=auth, nc=00000001$/);
  assert.deepEqual(verify(value), { type: 'accepted', username: ACCOUNT.username });
});

test('an old phone that reads only the first or only the MD5 challenge is taken too', () => {
  const { nonces, answer, verify } = scene();
  for (const index of [0, 1]) {
    const challenge = createChallenges(nonces, REALM)[index] ?? '';
    assert.equal(verify(answer(ACCOUNT, [challenge])).type, 'accepted');
  }
});

test('a secret kept as H(A1) serves the algorithms it was made for', () => {
  const { nonces, answer, verify } = scene();
  const ha1 = (algorithm: DigestAlgorithm) => digestHa1(algorithm, { ...ACCOUNT, realm: REALM.realm });
  const secret: DigestSecret = { type: 'ha1', byAlgorithm: { 'SHA-256': ha1('SHA-256') } };
  const [sha256, md5] = createChallenges(nonces, REALM);
  assert.equal(verify(answer(ACCOUNT, [sha256 ?? '']), secret).type, 'accepted');
  assert.deepEqual(verify(answer(ACCOUNT, [md5 ?? '']), secret), { type: 'refused', reason: 'response' });
});

test('sip/34 a repeated header is stale, a higher count is accepted, an old nonce is stale: none counts as a failure', () => {
  const { clock, nonces, answer, verify } = scene();
  const challenges = createChallenges(nonces, REALM);
  const first = answer(ACCOUNT, challenges, 1);
  const verdicts = [first, first, answer(ACCOUNT, challenges, 2), answer(ACCOUNT, challenges, 2)].map(
    (value) => verify(value).type,
  );
  assert.deepEqual(verdicts, ['accepted', 'stale', 'accepted', 'stale']);
  clock.advance(60_001);
  assert.equal(verify(answer(ACCOUNT, challenges, 3)).type, 'stale');
  const again = createChallenges(nonces, REALM, true);
  assert.ok(again.every((value) => parseChallenge(value)?.stale === true));
  assert.equal(verify(answer(ACCOUNT, again, 1)).type, 'accepted');
});

test('a nonce of nobody with the right secret is stale; a wrong secret with an old nonce is refused, not told stale', () => {
  const { clock, nonces, answer, verify } = scene();
  const foreign = 'Digest realm="firstring", nonce="made-up", algorithm=SHA-256, qop="auth"';
  assert.equal(verify(answer(ACCOUNT, [foreign])).type, 'stale');
  const challenges = createChallenges(nonces, REALM);
  clock.advance(60_001);
  assert.equal(verify(answer({ ...ACCOUNT, password: 'wrong' }, challenges)).type, 'refused');
});

test('sip/30 /35 a wrong password, an unknown user and SQL in the name are refused, and spend no nonce', () => {
  const { nonces, answer, verify } = scene();
  const challenges = createChallenges(nonces, REALM);
  assert.deepEqual(verify(answer({ ...ACCOUNT, password: 'wrong' }, challenges)), {
    type: 'refused',
    reason: 'response',
  });
  assert.deepEqual(verify(answer({ username: "' OR 1=1 --", password: '' }, challenges), 'unknown'), {
    type: 'refused',
    reason: 'unknown-user',
  });
  assert.equal(verify(answer(ACCOUNT, challenges)).type, 'accepted');
});

test('sip/36 an algorithm that is not offered is refused, even with the right secret', () => {
  const { nonces, answer } = scene();
  const strict = { realm: 'firstring', algorithms: ['SHA-256'] } as const;
  const challenge = createChallenges(nonces, REALM)[1] ?? '';
  const credentials = parseCredentials(answer(ACCOUNT, [challenge]));
  assert.ok(credentials?.algorithm === 'MD5');
  const verdict = verifyCredentials(nonces, strict, {
    credentials,
    method: 'REGISTER',
    requestUri: URI,
    secret: SECRET,
  });
  assert.deepEqual(verdict, { type: 'refused', reason: 'algorithm' });
});

test('a digest is bound to method, realm and target; parameters of the target may differ', () => {
  const { nonces, answer, verify } = scene();
  const value = answer();
  assert.deepEqual(verify(value, SECRET, 'sip:other.example'), { type: 'refused', reason: 'uri' });
  assert.deepEqual(verify(value, SECRET, 'sip:ada@firstring.example'), { type: 'refused', reason: 'uri' });
  const credentials = parseCredentials(value);
  assert.ok(credentials !== undefined);
  const claim = { credentials, method: 'INVITE', requestUri: URI, secret: SECRET };
  assert.deepEqual(verifyCredentials(nonces, REALM, claim), { type: 'refused', reason: 'response' });
  const elsewhere = { ...REALM, realm: 'elsewhere' };
  assert.deepEqual(verifyCredentials(nonces, elsewhere, { ...claim, method: 'REGISTER' }), {
    type: 'refused',
    reason: 'realm',
  });
  assert.equal(verify(value, SECRET, 'sip:FIRSTRING.example').type, 'accepted');
});

test('case does not count in the hex of a response, in qop and in the host of uri', () => {
  const { nonces, answer, verify } = scene();
  const loud = createChallenges(nonces, REALM)[0]?.replace('qop="auth"', 'qop="AUTH"') ?? '';
  const value = answer(ACCOUNT, [loud]).replace(/response="[0-9a-f]+"/, (response) => response.toUpperCase());
  assert.equal(verify(value, SECRET, URI.replace('firstring', 'FirstRing')).type, 'accepted');
});

test('a uri that is none is no target, unless it is the Request-URI letter by letter', () => {
  const { verify, answer } = scene();
  const odd = answer().replace(`uri="${URI}"`, 'uri="odd"');
  assert.deepEqual(verify(odd), { type: 'refused', reason: 'uri' });
  assert.deepEqual(verify(odd, SECRET, 'odd'), { type: 'refused', reason: 'response' });
});

test('credentials of another scheme, without qop, or with a part missing or doubled are undefined', () => {
  const good = scene().answer();
  assert.ok(parseCredentials(good) !== undefined);
  const names = [...(parseAuthHeader(good)?.params.keys() ?? [])].filter((name) => name !== 'algorithm');
  const bad = [
    ...names.map((name) => good.replace(new RegExp(`(, )?\\b${name}=("(\\\\.|[^"])*"|[^,]*)`), '')),
    'Basic YTpi',
    'Digest',
    '',
    'NoOneKnowsThisScheme opaque-data=here',
    `${good}, nc=00000002`,
    good.replace('qop=auth', 'qop=auth-int'),
    good.replace('nc=00000001', 'nc=1'),
    good.replace('nc=00000001', 'nc=zzzzzzzz'),
    good.replace('SHA-256', 'MD5-sess'),
  ];
  for (const value of bad) assert.equal(parseCredentials(value), undefined, value);
});

const challenge = (parts: string): string => `Digest realm="trunk", nonce="n", ${parts}`;

test('RFC 8760: of several challenges the strongest we do is taken, of equals the first, and unknown ones are skipped', () => {
  const offered = [
    'Basic realm="trunk"',
    challenge('algorithm=SHA3-9'),
    challenge('opaque="no"'),
    challenge('algorithm=SHA-256, opaque="first", qop="auth,auth-int"'),
    challenge('algorithm=SHA-256, opaque="second"'),
  ];
  assert.equal(strongestChallenge(offered, ACCOUNT)?.opaque, 'first');
  assert.equal(
    strongestChallenge([...offered, challenge('algorithm=SHA-512-256')], ACCOUNT)?.algorithm,
    'SHA-512-256',
  );
  assert.equal(
    strongestChallenge([challenge('qop="auth-int"'), 'Digest realm="trunk"', 'rubbish "'], ACCOUNT),
    undefined,
  );
});

test('a challenge without qop gets the old form; opaque is given back', () => {
  const value = scene().answer(ACCOUNT, [challenge('opaque="o", algorithm=MD5')]);
  const params = parseAuthHeader(value)?.params;
  assert.deepEqual(
    [params?.get('opaque'), params?.has('nc'), params?.has('qop'), params?.has('cnonce')],
    ['o', false, false, false],
  );
});

test('sip/37 a challenge of a foreign realm, or one weaker than the account allows, gets no digest', () => {
  const deps = (account: DigestAccount) => ({ random: seededRandom('leak'), account });
  const request = { method: 'INVITE', uri: URI };
  const foreign = ['Digest realm="callee", nonce="n", algorithm=SHA-256, qop="auth"'];
  assert.equal(answerChallenge(deps({ ...ACCOUNT, realm: 'trunk' }), foreign, request), undefined);
  assert.ok(
    answerChallenge(deps({ ...ACCOUNT, realm: 'trunk' }), [challenge('algorithm=MD5')], request) !==
      undefined,
  );
  const strict = deps({ ...ACCOUNT, weakest: 'SHA-256' });
  assert.equal(answerChallenge(strict, [challenge('algorithm=MD5')], request), undefined);
  assert.ok(answerChallenge(strict, [challenge('algorithm=SHA-256')], request) !== undefined);
});

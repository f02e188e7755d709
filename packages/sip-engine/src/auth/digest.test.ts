import assert from 'node:assert/strict';
import { test } from 'node:test';

import { digestAlgorithm, digestHa1, digestResponse, type DigestAlgorithm } from './digest.ts';

// RFC 7616 section 3.9.1.
const MUFASA = { username: 'Mufasa', realm: 'http-auth@example.org', password: 'Circle of Life' };
const REQUEST = {
  method: 'GET',
  uri: '/dir/index.html',
  nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
  auth: { nc: '00000001', cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ' },
};
const VECTORS: readonly [DigestAlgorithm, string][] = [
  ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
  ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
];

for (const [algorithm, expected] of VECTORS) {
  test(`${algorithm} gives the response of RFC 7616 section 3.9.1`, () => {
    assert.equal(digestResponse({ ...REQUEST, algorithm, ha1: digestHa1(algorithm, MUFASA) }), expected);
  });
}

test('MD5 gives the response of RFC 2617 section 3.5', () => {
  const ha1 = digestHa1('MD5', {
    username: 'Mufasa',
    realm: 'testrealm@host.com',
    password: 'Circle Of Life',
  });
  const input = { method: 'GET', uri: '/dir/index.html', nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093' };
  const response = digestResponse({
    ...input,
    algorithm: 'MD5',
    ha1,
    auth: { nc: '00000001', cnonce: '0a4f113b' },
  });
  assert.equal(ha1, '939e7578ed9e3c518a452acee763bce9');
  assert.equal(response, '6629fae49393a05397450978507c4ef1');
});

test('without qop the digest has the form of RFC 2069: H(HA1:nonce:HA2)', () => {
  const input = { method: 'GET', uri: '/dir/index.html', nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093' };
  const response = digestResponse({ ...input, algorithm: 'MD5', ha1: '939e7578ed9e3c518a452acee763bce9' });
  assert.equal(response, '670fd8c2df070c60b045671b8b24ff02');
});

test('an absent algorithm is MD5, case does not count, and what we do not do is undefined', () => {
  assert.deepEqual([undefined, 'md5', 'Sha-256', 'SHA-512-256'].map(digestAlgorithm), [
    'MD5',
    'MD5',
    'SHA-256',
    'SHA-512-256',
  ]);
  assert.deepEqual(['MD5-sess', 'SHA-1', '', 'AKAv1-MD5'].map(digestAlgorithm), [
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

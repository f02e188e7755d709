import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitChallenges } from './challenges.ts';

test('joined challenges come apart, commas within quotes stay', () => {
  const sha = 'Digest realm="a, Digest b=c", nonce="x,y", algorithm=SHA-256, qop="auth,auth-int"';
  const md5 = 'Digest realm="a", nonce="z", algorithm=MD5';
  assert.deepEqual(splitChallenges(`${sha},${md5}`), [sha, md5]);
  assert.deepEqual(splitChallenges(`${md5}, ${sha}`), [md5, sha]);
  assert.deepEqual(splitChallenges(md5), [md5]);
  assert.deepEqual(splitChallenges(''), []);
});

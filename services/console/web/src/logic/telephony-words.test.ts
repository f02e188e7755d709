import assert from 'node:assert/strict';
import { test } from 'node:test';
import { banWords, testWords } from './telephony-words.ts';

test('a test call that was answered says whether sound came back', () => {
  assert.equal(testWords({ phase: 'done', sipStatus: 200, packetsHeard: 300 }).tone, 'good');
  const deaf = testWords({ phase: 'done', sipStatus: 200, packetsHeard: 0 });
  assert.equal(deaf.tone, 'bad');
  assert.match(deaf.words, /No sound came from it/);
});

test('a refusal is told in words and with its status', () => {
  const failed = (sipStatus: number) => testWords({ phase: 'failed', sipStatus, packetsHeard: 0 }).words;
  assert.match(failed(486), /busy \(486\)/);
  assert.match(failed(480), /do-not-disturb/);
  assert.match(failed(0), /Nothing came from the phone/);
  assert.match(failed(488), /refused the call with 488/);
});

test('a ban says whom it keeps out', () => {
  const ban = { banId: 'b', address: '203.0.113.66', username: 'ann', expiresAt: 0, times: 1 };
  assert.equal(banWords({ ...ban, scope: 'address' }), 'Everything from 203.0.113.66');
  assert.equal(banWords({ ...ban, scope: 'pair' }), 'User ann from 203.0.113.66');
});

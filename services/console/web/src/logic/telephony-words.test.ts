import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestPhaseName, TestResultView } from '../../../src/app/views/telephony.ts';
import { banWords, testWords, trunkTestWords } from './telephony-words.ts';

function result(phase: TestPhaseName, more: Partial<TestResultView> = {}): TestResultView {
  return { phase, sipStatus: 200, packetsHeard: 0, rang: true, refusal: '', ...more };
}

test('a test call that was answered says whether sound came back', () => {
  assert.equal(testWords(result('done', { packetsHeard: 300 })).tone, 'good');
  const deaf = testWords(result('done'));
  assert.equal(deaf.tone, 'bad');
  assert.match(deaf.words, /No sound came from it/);
});

test('a refusal is told in words and with its status', () => {
  const failed = (sipStatus: number) => testWords(result('failed', { sipStatus })).words;
  assert.match(failed(486), /busy \(486\)/);
  assert.match(failed(480), /do-not-disturb/);
  assert.match(failed(0), /Nothing came from the phone/);
  assert.match(failed(488), /refused the call with 488/);
});

test('a test of a trunk says what of the trunk has been shown: a busy or a ringing number shows that it works', () => {
  const tone = (...args: Parameters<typeof result>) => trunkTestWords(result(...args)).tone;
  assert.equal(tone('done', { packetsHeard: 1 }), 'good');
  assert.equal(tone('done'), 'bad', 'no sound came back');
  assert.equal(tone('failed', { sipStatus: 486 }), 'good');
  assert.equal(tone('no_answer'), 'good');
  assert.equal(tone('no_answer', { rang: false }), 'bad');
  for (const sipStatus of [0, 403, 404, 407, 408, 484, 488, 503]) {
    const { tone: found, words } = trunkTestWords(result('failed', { sipStatus }));
    assert.equal(found, 'bad');
    if (sipStatus >= 400 && sipStatus !== 408) assert.match(words, new RegExp(`${sipStatus}`));
  }
  const refusal = 'the number is on the do-not-call list';
  const refused = trunkTestWords(result('refused', { refusal })).words;
  assert.equal(refused, 'Nothing was sent: the number is on the do-not-call list.');
});

test('a ban says whom it keeps out', () => {
  const ban = { banId: 'b', address: '203.0.113.66', username: 'ann', expiresAt: 0, times: 1 };
  assert.equal(banWords({ ...ban, scope: 'address' }), 'Everything from 203.0.113.66');
  assert.equal(banWords({ ...ban, scope: 'pair' }), 'User ann from 203.0.113.66');
});

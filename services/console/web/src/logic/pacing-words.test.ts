import assert from 'node:assert/strict';
import { test } from 'node:test';
import { neededWords, shareWords } from './pacing-words.ts';

test('R-111 shares of nothing are a dash, and what is needed is said until it is there', () => {
  assert.equal(shareWords(0, 0), '–');
  assert.equal(shareWords(3, 100), '3.0 %');
  assert.equal(neededWords({ answeredNeeded: 0 }), undefined);
  assert.match(neededWords({ answeredNeeded: 1 }) ?? '', /^1 more answered call until/);
  assert.match(neededWords({ answeredNeeded: 34 }) ?? '', /^34 more answered calls/);
});

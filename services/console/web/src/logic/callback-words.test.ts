import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callbackWords } from './callback-words.ts';

test('R-76 R-78 R-79 R-80 the words under a call back say whose it will be, as the process has decided', () => {
  const usual = { onScheduled: true, onPostponed: false };
  const timed = { at: 5, common: false };
  const untimed = { at: undefined, common: false };
  assert.match(callbackWords(timed, 1, usual), /claimed for you/);
  assert.match(callbackWords(timed, 1, undefined), /claimed for you/);
  assert.match(callbackWords(timed, 1, { ...usual, onScheduled: false }), /not claimed/);
  assert.match(callbackWords({ at: 5, common: true }, 1, usual), /anyone in the team/);
  assert.match(callbackWords(timed, 5, usual), /is over/);
  assert.match(callbackWords(untimed, 1, usual), /end of the queue, and anyone/);
  assert.match(
    callbackWords(untimed, 1, { ...usual, onPostponed: true }),
    /end of the queue, and stays yours/,
  );
});

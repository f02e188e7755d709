import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimingWords, dueWords } from './claim-words.ts';

const BUILT_IN = { onWinner: false, onScheduled: true, onPostponed: false, releaseAfterDays: 0 };

test('R-80 what claiming settings come to is said in a sentence', () => {
  assert.equal(
    claimingWords(BUILT_IN),
    'Agents own a lead when they agree a time to call back, and when they press “Claim now”. A claim ends when somebody releases it.',
  );
  assert.match(
    claimingWords({ ...BUILT_IN, onWinner: true, onPostponed: true, releaseAfterDays: 1 }),
    /agree a time to call back, postpone a call back or win the lead, .* ends 1 day after/,
  );
  assert.match(claimingWords({ ...BUILT_IN, onScheduled: false }), /^Agents own a lead only when they press/);
});

test('a callback’s time is said for the reader and for the lead; without a zone only once', () => {
  const dueAt = Date.UTC(2026, 5, 3, 15);
  assert.match(dueWords({ dueAt, timeZone: 'America/Chicago' }).theirs, /10:00.* there$/);
  assert.equal(dueWords({ dueAt, timeZone: '' }).theirs, '');
  assert.deepEqual(dueWords({ dueAt: undefined, timeZone: '' }), { due: '—', theirs: '' });
});

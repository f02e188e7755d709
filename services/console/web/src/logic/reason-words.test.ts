import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isErrorReason } from '@firstring/contracts';
import { REASON_WORDS, reasonLabel, waitingSentence } from './reason-words.ts';

test('R-21 every reason with words is one of the catalogue, so it has its page of failure modes, too', () => {
  const strangers = Object.keys(REASON_WORDS).filter((reason) => !isErrorReason(reason));
  assert.deepEqual(strangers, []);
});

test('R-21 words are a few for a table and a sentence for an agent, and none is said twice', () => {
  const all = Object.values(REASON_WORDS);
  for (const { label, waiting = 'So it is.' } of all) {
    assert.match(label, /^[A-Z][^.]{2,45}$/);
    assert.match(waiting, /^[A-Z].*\.$/);
  }
  assert.equal(new Set(all.map(({ label }) => label)).size, all.length);
});

test('a reason that came after the page was built is spoken, in the catalogue’s sentence where there is one', () => {
  assert.equal(reasonLabel('MOON_TOO_BRIGHT'), 'Moon too bright');
  assert.equal(reasonLabel('constructor'), 'Constructor');
  assert.equal(
    waitingSentence({ reason: 'MOON_TOO_BRIGHT', text: 'the moon is bright' }),
    'The moon is bright.',
  );
  assert.equal(waitingSentence({ reason: 'MOON_TOO_BRIGHT', text: '' }), 'Moon too bright.');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionWords, verdictWords } from './audit-words.ts';

test('an action is a thing and what was done to it', () => {
  assert.equal(actionWords('custom-parameter.put'), 'Custom parameter: put');
  assert.equal(actionWords('user.reset-password'), 'User: reset password');
});

test('a verdict names the first record that is not as it was', () => {
  const hash = 'ab'.repeat(32);
  assert.match(verdictWords({ sequence: 7, hash, broken: null }), /^All 7 records .* abababababababab…$/);
  assert.match(verdictWords({ sequence: 0, hash: '', broken: null }), /no record yet/);
  assert.equal(
    verdictWords({ sequence: 4, hash, broken: { sequence: 5, fault: 'changed' } }),
    'The chain is broken: record 5 is not as it was written.',
  );
});

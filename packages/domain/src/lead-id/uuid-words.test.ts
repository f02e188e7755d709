import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { uuidText, uuidWords } from './uuid-words.ts';

test('a UUID comes back from its words as it was, in lower case', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.boolean(), (uuid, isUpper) => {
      const words = uuidWords(isUpper ? uuid.toUpperCase() : uuid);
      assert.ok(words);
      assert.equal(uuidText(words), uuid);
    }),
  );
});

test('what is no UUID has no words', () => {
  const uuid = '0198b6f1-0000-7000-8000-0123456789ab';
  for (const text of [
    '',
    'lead-1',
    uuid.slice(1),
    `${uuid}0`,
    uuid.replace('b', 'g'),
    uuid.replaceAll('-', '_'),
  ]) {
    assert.equal(uuidWords(text), undefined, text);
  }
});

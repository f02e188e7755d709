import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draftsFault, moved, NEW_DISPOSITION, withCodes } from './disposition-drafts.ts';

const sale = { ...NEW_DISPOSITION, code: 'sale', label: 'Sale', after: 'converted' as const };

test('a set of dispositions can be saved once each has a name of its own and one ends the lead', () => {
  assert.equal(draftsFault([sale]), undefined);
  assert.match(draftsFault([sale, NEW_DISPOSITION]) ?? '', /has a name/);
  assert.match(draftsFault([sale, { ...NEW_DISPOSITION, label: 'sale ' }]) ?? '', /same name/);
  assert.match(draftsFault([{ ...sale, after: 'retry' }]) ?? '', /ends the lead/);
});

test('a new disposition gets its code from its name, in any script; a stored one keeps it', () => {
  const codes = withCodes([
    { ...sale, label: 'Sold!' },
    { ...NEW_DISPOSITION, label: ' Wrong number ' },
    { ...NEW_DISPOSITION, label: '再見' },
  ]).map(({ code }) => code);
  assert.deepEqual(codes.slice(0, 2), ['sale', 'wrong_number']);
  assert.match(codes[2] ?? '', /^[a-z0-9_]+$/);
});

test('an entry goes up and down, and not over the edge', () => {
  assert.deepEqual(moved(['a', 'b', 'c'], 2, -1), ['a', 'c', 'b']);
  assert.deepEqual(moved(['a', 'b', 'c'], 0, -1), ['a', 'b', 'c']);
});

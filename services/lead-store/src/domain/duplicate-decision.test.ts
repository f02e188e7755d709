import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideDuplicate, type DuplicateDecision, type KnownLead } from './duplicate-decision.ts';

const NEITHER = { update: false, migrate: false };
const UPDATE = { update: true, migrate: false };
const MIGRATE = { update: false, migrate: true };
const BOTH = { update: true, migrate: true };

type Row = readonly [
  KnownLead['place'] | 'nowhere',
  DuplicateDecision,
  DuplicateDecision,
  DuplicateDecision,
  DuplicateDecision,
];

/** Where the lead is, then what happens with neither box, update, migrate, both. */
const TABLE: readonly Row[] = [
  ['nowhere', 'add', 'add', 'add', 'add'],
  ['same_file', 'update', 'update', 'update', 'update'],
  ['this_list', 'reject', 'update', 'update', 'update'],
  ['other_list', 'reject', 'update', 'move', 'move'],
  ['link', 'reject', 'update', 'update', 'update'],
];

for (const [place, ...wanted] of TABLE) {
  test(`R-98 R-99 A-28 a contact known ${place}: neither, update, migrate, both boxes`, () => {
    const known = place === 'nowhere' ? undefined : { place };
    const decided = [NEITHER, UPDATE, MIGRATE, BOTH].map((boxes) => decideDuplicate(known, boxes));
    assert.deepEqual(decided, wanted);
  });
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesText, countsText, paceText, underCountsText } from './upload-words.ts';

const NONE = { added: 0, updated: 0, moved: 0, repeated: 0, duplicate: 0, invalid: 0 };

test('counts are told where there are any', () => {
  assert.equal(countsText(NONE), '');
  assert.equal(countsText({ ...NONE, added: 1200, invalid: 3 }), '1,200 added, 3 refused');
});

test('the pace tells rows a second and what is left, and nothing before there is a rate', () => {
  assert.equal(paceText({ rows: 0, workedMs: 0, done: 0 }), '');
  assert.equal(paceText({ rows: 20_000, workedMs: 1000, done: 0.5 }), '20,000 rows/s, 1 s left');
  assert.equal(paceText({ rows: 20_000, workedMs: 60_000, done: 0.1 }), '333 rows/s, 9 min left');
  assert.equal(paceText({ rows: 1, workedMs: 3_600_000, done: 0.1 }), '0 rows/s, 9 h left');
});

test('bytes in the largest unit that gives a whole', () => {
  assert.deepEqual([999, 1000, 25_000, 2_147_483_648].map(bytesText), ['999 B', '1.0 kB', '25 kB', '2.1 GB']);
});

test('csv/37 below the counts stands the pace, and after the import how many are on the do-not-call list', () => {
  const upload = { rows: 1000, workedMs: 1000, done: 0.5 };
  assert.match(underCountsText({ ...upload, state: 'running', excluded: undefined }), /rows\/s/);
  assert.equal(
    underCountsText({ ...upload, state: 'done', excluded: 1200 }),
    '1,200 on the do-not-call list',
  );
  for (const excluded of [0, undefined])
    assert.equal(underCountsText({ ...upload, state: 'done', excluded }), '');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowLeadId } from './row-lead-id.ts';

const UPLOAD = { uploadId: '019ab3f2-79b0-7cc3-98c4-dc0c0c07398f', createdAt: Date.UTC(2026, 0, 1) };

test('csv/44 a row has one id, other rows and other files have others, and ids sort as rows do', () => {
  const rows = [1, 2, 255, 256, 65_535, 65_536, 4_194_304, 10_000_000, 2_000_000_000];
  const ids = rows.map((row) => rowLeadId(UPLOAD, row));
  assert.deepEqual(
    ids,
    rows.map((row) => rowLeadId(UPLOAD, row)),
  );
  assert.equal(new Set(ids).size, rows.length);
  assert.deepEqual(ids.toSorted(), ids);
  const other = { ...UPLOAD, uploadId: '019ab3f2-79b0-7cc3-98c4-dc0c0c073990' };
  assert.notEqual(rowLeadId(other, 1), rowLeadId(UPLOAD, 1));
});

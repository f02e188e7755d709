import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  beginExport,
  endExport,
  EXPORTS_AN_HOUR_MAX,
  EXPORTS_AT_ONCE_MAX,
  type ExportRecord,
} from './export-quota.ts';

const HOUR_MS = 3_600_000;

function begun(before: ExportRecord | undefined, nowMs: number): ExportRecord {
  const step = beginExport(before, nowMs);
  assert.ok(step.type === 'begun');
  return step.record;
}

test('console/32 a user has so many exports at once, and the next when one of them has ended', () => {
  let record: ExportRecord | undefined;
  for (let n = 0; n < EXPORTS_AT_ONCE_MAX; n += 1) record = begun(record, n);
  assert.equal(beginExport(record, 10).type, 'refused');
  assert.ok(record);
  assert.equal(beginExport(endExport(record, 0, true), 10).type, 'begun');
});

test('console/32 a user has so many exports an hour; the answer says when the next one is due', () => {
  let record: ExportRecord | undefined;
  for (let n = 0; n < EXPORTS_AN_HOUR_MAX; n += 1) record = endExport(begun(record, n), n, true);
  assert.deepEqual(beginExport(record, 1000), { type: 'refused', waitMs: HOUR_MS - 1000 });
  assert.equal(beginExport(record, HOUR_MS - 1).type, 'refused');
  assert.equal(beginExport(record, HOUR_MS).type, 'begun');
});

test('an export that was refused after all does not count', () => {
  let record: ExportRecord | undefined;
  for (let n = 0; n < 2 * EXPORTS_AN_HOUR_MAX; n += 1) record = endExport(begun(record, n), n, false);
  assert.deepEqual(record, { running: 0, begunAtMs: [] });
});

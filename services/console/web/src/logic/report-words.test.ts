import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReportColumn } from '../../../src/domain/reports/report-table.ts';
import { cellText, isPeriod, periods, sortRows } from './report-words.ts';

const column = (kind: ReportColumn['kind']): ReportColumn => ({ id: 'it', label: 'It', kind });

test('R-15 R-16 a share prints with one decimal: 50.0 %, 40.0 %; a share of nothing is a dash', () => {
  assert.equal(cellText(column('share'), { it: 0.5 }), '50.0 %');
  assert.equal(cellText(column('share'), { it: 40 / 100 }), '40.0 %');
  assert.equal(cellText(column('share'), { it: null }), '—');
});

test('durations are told as exactly as they matter', () => {
  const texts = [1234, 65_000, 3_600_000, 3 * 86_400_000].map((it) => cellText(column('duration'), { it }));
  assert.deepEqual(texts, ['1.2 s', '1:05', '1:00:00', '3 days']);
});

test('rows are sorted by figure or by alphabet, what has none last', () => {
  const rows = [null, 2, 10].map((it) => ({ id: String(it), cells: { it } }));
  const ids = (direction: 'asc' | 'desc') => sortRows(rows, { sort: 'it', direction }).map(({ id }) => id);
  assert.deepEqual(ids('asc'), ['2', '10', 'null']);
  assert.deepEqual(ids('desc'), ['10', '2', 'null']);
});

test('a period ends no earlier than it begins, and is a year at most', () => {
  const asked = (from: string, to: string) => isPeriod(from, to);
  assert.deepEqual(
    [asked('2026-11-20', '2026-11-20'), asked('2026-11-21', '2026-11-20'), asked('2024-01-01', '2026-01-01')],
    [true, false, false],
  );
});

test('seven days end with today', () => {
  const week = periods(20_777).find(({ label }) => label === 'Last 7 days');
  assert.deepEqual([week?.from, week?.to], ['2026-11-14', '2026-11-20']);
});

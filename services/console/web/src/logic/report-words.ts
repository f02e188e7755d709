import type { Cells, ReportColumn, ReportRow } from '../../../src/domain/reports/report-table.ts';
import { formatAge, formatElapsed } from './durations.ts';
import { formatCount, formatMoney, formatShare } from './formats.ts';

const DAY_MS = 86_400_000;
/** Below it a duration is told to a tenth of a second. */
const TENTHS_MS = 10_000;

/** A figure as people read it: `40.0 %`, `1,234`, `2:05`; a dash where there is nothing to say. */
export function cellText({ id, kind }: ReportColumn, cells: Cells): string {
  const value = cells[id] ?? null;
  if (value === null) return '—';
  if (typeof value === 'string') return value;
  switch (kind) {
    case 'share':
      return formatShare(value);
    case 'duration':
      return durationText(value);
    case 'money':
      return formatMoney(value);
    default:
      return formatCount(value);
  }
}

function durationText(ms: number): string {
  if (ms < TENTHS_MS) return `${(ms / 1000).toFixed(1)} s`;
  return ms < DAY_MS ? formatElapsed(ms) : formatAge(ms);
}

/** Rows by one column; those that have nothing to say come last either way. */
export function sortRows(
  rows: readonly ReportRow[],
  { sort, direction }: { readonly sort: string; readonly direction: 'asc' | 'desc' },
): readonly ReportRow[] {
  if (sort === '') return rows;
  const sign = direction === 'asc' ? 1 : -1;
  return rows.toSorted((a, b) => {
    const [left, right] = [a.cells[sort] ?? null, b.cells[sort] ?? null];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    if (typeof left === 'number' && typeof right === 'number') return sign * (left - right);
    return sign * String(left).localeCompare(String(right));
  });
}

/** `YYYY-MM-DD` of a day that is counted from 1970-01-01. */
export function dayOf(dayNumber: number): string {
  return new Date(dayNumber * DAY_MS).toISOString().slice(0, 10);
}

/** The longest that a report takes. */
const PERIOD_DAYS_MAX = 366;

/** Whether a report can be asked for from one day to the other, both included. */
export function isPeriod(from: string, to: string): boolean {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  return days >= 1 && days <= PERIOD_DAYS_MAX;
}

export interface Period {
  readonly label: string;
  readonly from: string;
  readonly to: string;
}

/** Periods people ask for, ending with the process's own today. */
export function periods(today: number): readonly Period[] {
  const last = (label: string, days: number) => ({ label, from: dayOf(today - days + 1), to: dayOf(today) });
  return [
    last('Today', 1),
    { label: 'Yesterday', from: dayOf(today - 1), to: dayOf(today - 1) },
    last('Last 7 days', 7),
    last('Last 30 days', 30),
  ];
}

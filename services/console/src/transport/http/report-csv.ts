import type { Cells, ReportColumn, ReportTable } from '../../domain/reports/report-table.ts';
import { csvLine } from './csv-line.ts';

/** A report as a file: shares in per cent with one decimal, durations in seconds, money with two decimals. */
export function reportCsv({ columns, rows, total }: ReportTable): string {
  const lines = [...rows.map(({ cells }) => cells), ...(total === undefined ? [] : [total])];
  return [
    csvLine(columns.map(headOf)),
    ...lines.map((cells) => csvLine(columns.map((column) => cell(column, cells)))),
  ].join('');
}

function headOf({ label, kind }: ReportColumn): string {
  if (kind === 'share') return `${label} (%)`;
  return kind === 'duration' ? `${label} (s)` : label;
}

function cell({ id, kind }: ReportColumn, cells: Cells): string {
  const value = cells[id] ?? null;
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (kind === 'share') return (value * 100).toFixed(1);
  if (kind === 'money') return value.toFixed(2);
  return kind === 'duration' ? (value / 1000).toFixed(3) : String(value);
}

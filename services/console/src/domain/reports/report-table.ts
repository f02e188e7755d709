/** A report as every table, chart and file shows it. */
export interface ReportTable {
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly ReportRow[];
  /** Of all rows together, where that means something. */
  readonly total?: Cells;
}

export interface ReportColumn {
  readonly id: string;
  readonly label: string;
  /** `share`: 0 to 1; `duration`: ms; `money`: of the currency of the process's books. */
  readonly kind: 'text' | 'count' | 'share' | 'duration' | 'money';
}

export interface ReportRow {
  readonly id: string;
  readonly cells: Cells;
}

/** By column id; null: there is nothing to say, such as a share of nothing. */
export type Cells = Readonly<Record<string, string | number | null>>;

export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

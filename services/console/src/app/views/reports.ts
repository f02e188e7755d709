import type { ReportTable } from '../../domain/reports/report-table.ts';

/** A report with what must be known to read it. */
export interface ReportView extends ReportTable {
  /** Its days are days of this zone, the process's. */
  readonly timeZone: string;
  /** Days since 1970-01-01 in that zone. */
  readonly today: number;
  /** When the newest event that is counted happened, ms since the epoch; 0 = none yet. */
  readonly countedAt: number;
  /** Events that have happened and are not counted yet. */
  readonly waiting: number;
  /** Of the monitoring report: leads that could be dialled at this moment. */
  readonly waitingNow: readonly { readonly name: string; readonly waiting: number }[];
  /** False while the past is still being read after a first start. */
  readonly isComplete: boolean;
}

export interface ReportFilters {
  readonly vendors: readonly { readonly vendorId: string; readonly name: string }[];
  readonly lists: readonly { readonly listId: string; readonly name: string }[];
}

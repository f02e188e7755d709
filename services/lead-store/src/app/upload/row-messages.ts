import type { RowResult, RowRules } from '../../domain/csv/read-row.ts';

/** What the thread that reads rows is started with. */
export interface RowWorkerData {
  readonly encoding: string;
  readonly delimiter: string;
  readonly rules: RowRules;
  /** Characters done before; 0 begins with the header. */
  readonly offset: number;
  /** Rows done before. */
  readonly rows: number;
}

export type ToRowWorker =
  | { readonly type: 'pull' }
  /** The next bytes of the file; the last may be empty. */
  | { readonly type: 'bytes'; readonly bytes: Uint8Array; readonly last: boolean };

export interface RowBatch {
  readonly type: 'batch';
  /** Number of the first of them, from 1. */
  readonly firstRow: number;
  readonly rows: readonly RowResult[];
  /** Characters of the text that are done with these rows. */
  readonly offset: number;
  readonly last: boolean;
}

/** A batch on its way between the threads: its rows as JSON, which costs half of what objects do. */
export type BatchMessage = Omit<RowBatch, 'rows'> & { readonly rowsJson: string };

export type FromRowWorker = BatchMessage | { readonly type: 'need_bytes' };

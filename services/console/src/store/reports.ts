import type { Collection, CollectionSpec, Store } from '@firstring/store';
import type { LeadFacts } from '../domain/reports/lead-facts.ts';
import type { SheetRef } from '../domain/reports/figures.ts';

/** What reports know of a lead; the document's id is `factsId`. */
export type LeadFactsDoc = LeadFacts;

export const REPORT_LEADS: CollectionSpec = { name: 'report_leads_2', version: 1, indexes: [] };

/** A call without a lead stands for itself. */
export function factsId(processId: string, leadId: string, attemptId: string): string {
  return leadId === '' ? `${processId}/call:${attemptId}` : `${processId}/${leadId}`;
}

/** Counts by key; never zero. */
export type Rows = Readonly<Record<string, number>>;

/** One sheet of figures; the document's id is `sheetId`. */
export interface SheetDoc extends SheetRef {
  readonly rows: Rows;
  /** The commit that is in it already. */
  readonly commit: number;
}

export const REPORT_SHEETS: CollectionSpec = {
  name: 'report_sheets_2',
  version: 1,
  indexes: [{ name: 'by_day', fields: ['processId', 'part', 'day'] }],
};

export function sheetId({ processId, part, day, listId }: SheetRef): string {
  return `${processId}/${part}/${day}/${listId}`;
}

/** The commit that is being carried out, or the last one with nothing left to do. There is one document. */
export interface JournalDoc {
  readonly commit: number;
  /** When the newest event that is counted happened, ms since the epoch. */
  readonly countedAt: number;
  readonly leads: readonly {
    readonly id: string;
    readonly expectedVersion: number;
    readonly doc: LeadFactsDoc;
  }[];
  /** What is added to each sheet. */
  readonly sheets: readonly { readonly sheet: SheetRef; readonly rows: Rows }[];
  /** Set once the whole past has been read (docs/reports.md). */
  readonly isFilled: boolean;
}

export const REPORT_JOURNAL: CollectionSpec = { name: 'report_journal_2', version: 1, indexes: [] };
export const JOURNAL_ID = 'journal';

/** All that reports are counted in. */
export interface ReportStore {
  readonly leads: Collection<LeadFactsDoc>;
  readonly sheets: Collection<SheetDoc>;
  readonly journal: Collection<JournalDoc>;
}

export function reportStoreOf(store: Store): ReportStore {
  return {
    leads: store.collection(REPORT_LEADS),
    sheets: store.collection(REPORT_SHEETS),
    journal: store.collection(REPORT_JOURNAL),
  };
}

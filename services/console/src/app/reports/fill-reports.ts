import type { CallRecord } from '@firstring/contracts/common/call_record';
import type { LeadCard } from '@firstring/contracts/leads/lead';
import type { ReportInput } from '../../domain/reports/report-input.ts';
import type { ReportStore } from '../../store/reports.ts';
import type { LocalHours } from './local-hours.ts';
import type { ReportBook } from './report-book.ts';
import { callInput, cardInput } from './report-inputs.ts';

/** What the log no longer reaches: leads are in it for a week, calls for thirty days. Levels and outcomes that old are kept nowhere. */
export interface ReportPast {
  processIds(): Promise<readonly string[]>;
  cards(processId: string): AsyncIterable<readonly LeadCard[]>;
  calls(processId: string): AsyncIterable<readonly CallRecord[]>;
}

export interface FillDeps {
  readonly reportStore: ReportStore;
  readonly reportBook: ReportBook;
  readonly localHours: LocalHours;
  readonly reportPast: ReportPast;
}

/** Cards that are taken at a stretch. */
const CARDS_AT_ONCE = 200;

/**
 * Reads what lead-store keeps of the past, until the signal stops it. It may be begun again, and run beside the log: what is counted
 * already changes nothing.
 */
export async function fillReports(deps: FillDeps, signal: AbortSignal): Promise<void> {
  const { reportBook, localHours, reportPast } = deps;
  for (const processId of await reportPast.processIds()) {
    for await (const cards of reportPast.cards(processId))
      for (let at = 0; at < cards.length; at += CARDS_AT_ONCE) {
        if (signal.aborted) return;
        const some = cards.slice(at, at + CARDS_AT_ONCE);
        await take(
          reportBook,
          some.map((card) => cardInput(card, localHours)),
        );
      }
    for await (const calls of reportPast.calls(processId)) {
      if (signal.aborted) return;
      await take(
        reportBook,
        calls.map((record) => callInput(record, 0, localHours)),
      );
    }
  }
}

/** They say nothing of how far the log is counted: that is the log's own. */
async function take(book: ReportBook, inputs: readonly Promise<ReportInput>[]): Promise<void> {
  await book.takeNow(await Promise.all(inputs), 0);
}

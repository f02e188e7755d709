import { PoisonMessage, type Bus, type BusMessage } from '@firstring/bus';
import type { Clock, Log } from '@firstring/kernel';
import { repeat } from '@firstring/service-kit';
import { fillReports, type FillDeps } from '../../app/reports/fill-reports.ts';
import { REPORT_GROUP } from '../../app/reports/read-report.ts';
import type { ReportInput } from '../../domain/reports/report-input.ts';
import { JOURNAL_ID } from '../../store/reports.ts';
import { EVENTS_AT_ONCE, followReportEvents, REPORT_TOPICS, reportInputs } from './report-events.ts';

/** The past is asked for again after this where lead-store was away. */
const FILL_AGAIN_MS = 10_000;

interface ReportsDeps extends FillDeps {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
}

/** Counts what happens from now on, and, the first time or after the documents were removed, what has happened. */
export async function startReports(deps: ReportsDeps): Promise<AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  const { bus, clock, log, reportBook } = deps;
  const stopping = new AbortController();
  const filling = { clock, log, intervalMs: FILL_AGAIN_MS, name: 'the past of reports' };
  opened.use(repeat(filling, () => fill(deps, stopping.signal)));
  const handler = followReportEvents(deps);
  const batches = { handler, maxBatch: EVENTS_AT_ONCE };
  opened.use(await bus.subscribe({ group: REPORT_GROUP, topics: REPORT_TOPICS, ...batches }));
  // First of all when closing: batches in hand wait for it.
  opened.defer(() => {
    stopping.abort();
    return reportBook.close();
  });
  return opened.move();
}

async function fill(deps: ReportsDeps, signal: AbortSignal): Promise<'done'> {
  if ((await deps.reportStore.journal.get(JOURNAL_ID))?.doc.isFilled === true) return 'done';
  await fillReports(deps, signal);
  if (!signal.aborted) await readLogAgain(deps, signal);
  if (!signal.aborted) await deps.reportBook.markFilled();
  return 'done';
}

/** From its beginning to where it ends now, wherever the group has its place. */
async function readLogAgain(
  { bus, reportBook, localHours, log }: ReportsDeps,
  signal: AbortSignal,
): Promise<void> {
  const ending = new AbortController();
  const readable = async (message: BusMessage): Promise<readonly ReportInput[]> => {
    try {
      return await reportInputs(message, localHours);
    } catch (error) {
      if (!(error instanceof PoisonMessage)) throw error;
      log.warn({ err: error, messageId: message.id }, 'an event of the past cannot be read for reports');
      return [];
    }
  };
  const tail = bus.tail({
    topics: REPORT_TOPICS,
    from: 'beginning',
    signal: AbortSignal.any([signal, ending.signal]),
    handler: async (batch) => {
      const inputs: ReportInput[] = [];
      // One after the other: each may be hundreds of leads of a file.
      for (const message of batch) inputs.push(...(await readable(message)));
      await reportBook.takeNow(inputs, 0);
    },
  });
  try {
    await Promise.race([tail.caughtUp, tail.closed]);
  } finally {
    ending.abort();
    await tail.closed;
  }
}

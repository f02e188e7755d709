import type { Clock, Log } from '@firstring/kernel';
import { repeat } from '@firstring/service-kit';
import type { Bus } from '@firstring/bus';
import { fillReports, type FillDeps } from '../../app/reports/fill-reports.ts';
import { REPORT_GROUP } from '../../app/reports/read-report.ts';
import { followReportEvents, REPORT_TOPICS } from './report-events.ts';

/** The past is asked for again after this where lead-store was away. */
const FILL_AGAIN_MS = 10_000;

/** Counts what happens from now on, and, the first time, what has happened. */
export async function startReports(
  deps: FillDeps & { readonly bus: Bus; readonly clock: Clock; readonly log: Log },
): Promise<AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  const { bus, clock, log, reportBook } = deps;
  const filling = { clock, log, intervalMs: FILL_AGAIN_MS, name: 'the past of reports' };
  opened.use(repeat(filling, () => fill(deps)));
  const handler = followReportEvents(deps);
  opened.use(await bus.subscribe({ group: REPORT_GROUP, topics: REPORT_TOPICS, handler }));
  // First of all when closing: batches in hand wait for it.
  opened.defer(() => reportBook.close());
  return opened.move();
}

async function fill(deps: FillDeps): Promise<'done'> {
  await fillReports(deps);
  return 'done';
}

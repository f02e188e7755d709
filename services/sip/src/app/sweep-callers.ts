import type { Collection, Stored } from '@firstring/store';
import type { AttemptDoc } from '../store/attempts.ts';
import type { CallerDoc } from '../store/callers.ts';
import { CallerJournal } from './caller-journal.ts';
import type { SipGateway } from './ports.ts';
import { noteLost, reportLost, type LostCallDeps } from './report-lost-call.ts';

export interface SweepCallersDeps extends LostCallDeps {
  readonly callers: Collection<CallerDoc>;
  readonly attempts: Collection<AttemptDoc>;
  readonly gateway: Pick<SipGateway, 'endTrace'>;
  readonly instance: string;
}

const PAGE_SIZE = 100;
/** What dial-back has not taken for so long it never will: nobody is called back a day later. */
const KEEP_MS = 86_400_000;
/** The next sweep comes soon; one entry must not hold up the others. */
const TRIES_MAX = 1;

/** Callers of a former run, and lost calls that dial-back has not taken yet: each gets its one outcome (I4). */
export async function sweepCallers(
  deps: SweepCallersDeps,
  isLive: (attemptId: string) => boolean,
): Promise<'done'> {
  let pageToken: string | undefined;
  do {
    const equals = [deps.instance];
    const page = await deps.callers.query({ index: 'instance', equals, pageSize: PAGE_SIZE, pageToken });
    for (const { id } of page.items) {
      const stored = isLive(id) ? undefined : await deps.callers.get(id);
      if (stored !== undefined) await trySweep(deps, stored);
    }
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  return 'done';
}

/** One that cannot be swept does not keep the others from it. */
async function trySweep(deps: SweepCallersDeps, stored: Stored<CallerDoc>): Promise<void> {
  try {
    await sweepCaller(deps, stored);
  } catch (error) {
    deps.log.warn({ err: error, attemptId: stored.id }, 'a lost call is not reported yet');
  }
}

async function sweepCaller(deps: SweepCallersDeps, { id, version, doc }: Stored<CallerDoc>): Promise<void> {
  const journal = new CallerJournal(deps.callers, id, version);
  if (doc.call.arrivedAt + KEEP_MS < deps.clock.now()) {
    deps.log.error({ attemptId: id }, 'a missed call was never taken by dial-back');
    return journal.forget();
  }
  if (doc.lost !== undefined) return reportLost(deps, journal, doc, TRIES_MAX);
  // An agent had lifted: what became of the call is in its own entry.
  if ((await deps.attempts.get(id)) !== undefined) return journal.forget();
  for (const trace of doc.traces) deps.gateway.endTrace(trace);
  const lost = { match: doc.match, cause: 'CALLER_HUNG_UP', missedAt: doc.call.arrivedAt } as const;
  await reportLost(deps, journal, await noteLost(journal, doc, lost), TRIES_MAX);
}

import type { Collection } from '@firstring/store';
import { NOBODY_KNOWN, type ArrivedCall, type LostCause } from '../domain/caller-state.ts';
import type { CallEventLog } from '../events.ts';
import type { CallerDoc } from '../store/callers.ts';
import { CallerJournal } from './caller-journal.ts';
import type { CallerLeg } from './ports.ts';
import { isReportable, noteLost, reportLost, type LostCallDeps } from './report-lost-call.ts';

export interface MissCallDeps extends LostCallDeps {
  readonly callers: Collection<CallerDoc>;
  readonly events: CallEventLog;
  readonly instance: string;
}

/** A call for which nobody is looked: the journal knows, the caller is told (480), then dial-back. Resolves when that has been told. */
export async function missCall(
  deps: MissCallDeps,
  call: ArrivedCall,
  missed: { readonly leg: CallerLeg; readonly cause: LostCause },
): Promise<void> {
  const { counters, events, log, clock, instance } = deps;
  const { leg, cause } = missed;
  const { attemptId, trunkId } = call;
  const reported = isReportable({ call });
  counters.inboundMissed += 1;
  events.inboundMissed({ attemptId, trunkId, cause, reported });
  if (!reported) {
    counters.inboundUnreported += 1;
    leg.refuse(480);
    return;
  }
  const lost = { match: NOBODY_KNOWN, cause, missedAt: clock.now() };
  const doc: CallerDoc = { call, match: NOBODY_KNOWN, instance, traces: [], lost };
  const journal = new CallerJournal(deps.callers, attemptId);
  await noteLost(journal, doc, lost).catch((error: unknown) => {
    log.warn({ err: error }, 'a lost call is not written down');
  });
  leg.refuse(480);
  try {
    await reportLost(deps, journal, doc);
  } catch (error) {
    counters.inboundUnreported += 1;
    log.error({ err: error }, 'a missed call is not reported yet');
  }
}

import { failpoint, type Clock, type Log } from '@firstring/kernel';
import type { CallerDoc } from '../store/callers.ts';
import type { CallerJournal } from './caller-journal.ts';
import type { IncomingCounters } from './incoming-counters.ts';
import type { LostCall, MissedCalls } from './ports.ts';

export interface LostCallDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly missedCalls: MissedCalls;
  readonly counters: IncomingCounters;
}

const TRIES_MAX = 3;
const BACKOFF_MS = 500;

/** A call that came in is lost: first the journal knows, so that it is told after a crash too. */
export async function noteLost(journal: CallerJournal, doc: CallerDoc, lost: LostCall): Promise<CallerDoc> {
  const known = { ...doc, lost };
  await failpoint('sip.d2.before');
  await journal.write(known);
  await failpoint('sip.d2.after');
  return known;
}

/**
 * Tells dial-back of a lost call until it is taken, then forgets the call; what was not taken is left to the sweep. A caller nobody
 * can call back, or of a number without a process, is nobody's business.
 */
export async function reportLost(
  deps: LostCallDeps,
  journal: CallerJournal,
  doc: CallerDoc,
  triesMax = TRIES_MAX,
): Promise<void> {
  const { call, lost } = doc;
  if (lost === undefined) return;
  if (isReportable(doc)) await report(deps, triesMax, () => deps.missedCalls.report(call, lost));
  await journal.forget();
}

/** Somebody can call back, and a process would. */
export function isReportable({ call }: Pick<CallerDoc, 'call'>): boolean {
  return call.phone !== '' && call.processId !== '';
}

async function report(deps: LostCallDeps, triesMax: number, tell: () => Promise<void>): Promise<void> {
  for (let failures = 1; ; failures += 1) {
    try {
      await tell();
      return;
    } catch (error) {
      if (failures >= triesMax) throw error;
      deps.log.debug({ err: error }, 'a missed call is not reported yet');
      await deps.clock.sleep(BACKOFF_MS * 2 ** failures);
    }
  }
}

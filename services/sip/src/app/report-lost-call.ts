import { failpoint, type Clock, type Log } from '@firstring/kernel';
import type { ArrivedCall, LostCause } from '../domain/caller-state.ts';
import type { CallEventLog } from '../events.ts';
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

/** A call that came in is lost: counted, and told as an event. False where dial-back has no business with it. */
export function countLost(
  { counters, events }: Pick<LostCallDeps, 'counters'> & { readonly events: CallEventLog },
  call: ArrivedCall,
  cause: LostCause,
): boolean {
  const { attemptId, trunkId } = call;
  const reported = isReportable({ call });
  counters.inboundMissed += 1;
  if (!reported) counters.inboundUnreported += 1;
  events.inboundMissed({ attemptId, trunkId, cause, reported });
  return reported;
}

/**
 * Sees to a call that is lost now: what cannot be written is told all the same, what dial-back does not take is left to the sweep.
 * `noted` is called once the journal knows, as well as it can.
 */
export async function loseCall(
  deps: LostCallDeps,
  journal: CallerJournal,
  { doc, lost, noted }: { readonly doc: CallerDoc; readonly lost: LostCall; readonly noted?: () => void },
): Promise<void> {
  const { log, counters } = deps;
  await noteLost(journal, doc, lost).catch((error: unknown) => {
    log.warn({ err: error }, 'a lost call is not written down');
  });
  noted?.();
  try {
    await reportLost(deps, journal, { ...doc, lost });
  } catch (error) {
    // Others were counted from the start.
    if (isReportable(doc)) counters.inboundUnreported += 1;
    log.error({ err: error }, 'a missed call is not reported yet');
  }
}

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

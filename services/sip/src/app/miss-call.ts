import type { Collection } from '@firstring/store';
import { NOBODY_KNOWN, type ArrivedCall, type LostCause } from '../domain/caller-state.ts';
import type { CallEventLog } from '../events.ts';
import type { CallerDoc } from '../store/callers.ts';
import { CallerJournal } from './caller-journal.ts';
import type { CallerLeg } from './ports.ts';
import { countLost, loseCall, type LostCallDeps } from './report-lost-call.ts';

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
  const { leg, cause } = missed;
  const refuse = (): void => leg.refuse(480);
  if (!countLost(deps, call, cause)) {
    refuse();
    return;
  }
  const { clock, instance } = deps;
  const lost = { match: NOBODY_KNOWN, cause, missedAt: clock.now() };
  const doc: CallerDoc = { call, match: NOBODY_KNOWN, instance, traces: [] };
  const journal = new CallerJournal(deps.callers, call.attemptId);
  await loseCall(deps, journal, { doc, lost, noted: refuse });
}

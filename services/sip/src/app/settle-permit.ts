import type { SettleOutcome } from '../domain/call-action.ts';
import type { Permit } from '../domain/permit.ts';
import type { CallDeps } from './call-deps.ts';

const TRIES_MAX = 4;
const BACKOFF_MS = 200;

/** Tells claim, a few times if need be, always with the same request; false when it never took it. */
export async function settleUntilTaken(
  deps: Pick<CallDeps, 'claim' | 'clock' | 'events'>,
  permit: Permit,
  outcome: SettleOutcome,
): Promise<boolean> {
  for (let failures = 0; failures < TRIES_MAX; failures += 1) {
    if (failures > 0) await deps.clock.sleep(BACKOFF_MS * 2 ** failures);
    try {
      await deps.claim.settle(permit, outcome);
      return true;
    } catch (error) {
      deps.events.permitNotSettled({ attemptId: permit.attemptId, err: error });
    }
  }
  return false;
}

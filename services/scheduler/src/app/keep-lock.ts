import type { Work } from '../domain/agent/agent-state.ts';
import type { AgentSession } from './agent-sessions.ts';
import { isLockLost, type RetryLimits } from './background.ts';
import { guardOf, hasGuard, isStill } from './guard-of.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

interface KeepOptions {
  readonly requestId: string;
  readonly retry?: RetryLimits;
  /** The long one unless it says otherwise. */
  readonly leaseMs?: number;
}

/**
 * Gives work its long lease, or extends it: after an offer was taken, half-way through a long call, after a restart. A lock
 * that is lost takes the work with it. True when the lock is kept; throws when claim does not answer.
 */
export async function keepLock(
  deps: SchedulerDeps,
  { session, work }: { readonly session: AgentSession; readonly work: Work },
  { requestId, retry, leaseMs = deps.settings.lockLeaseMs }: KeepOptions,
): Promise<boolean> {
  if (!hasGuard(work)) return true;
  const renew = (): Promise<number> =>
    deps.claim.renewLock({ requestId, guard: guardOf(work), token: work.token, leaseMs });
  try {
    const lockExpiresAt = await deps.background.retry(renew, retry);
    if (leaseMs === deps.settings.lockLeaseMs) session.keptAttemptId = work.attemptId;
    if (isStill(session, work)) deps.agents.apply(session, { type: 'lock_renewed', lockExpiresAt });
    return true;
  } catch (error) {
    if (!isLockLost(error)) throw error;
    if (isStill(session, work)) deps.agents.apply(session, { type: 'lock_lost' });
    return false;
  }
}

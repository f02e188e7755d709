import { hasLiveCall, type Work } from '../domain/agent/agent-state.ts';
import type { AgentSession } from './agent-sessions.ts';
import { isLockLost } from './background.ts';
import { decide } from './decisions.ts';
import { guardOf } from './guard-of.ts';
import type { DialbackResult } from './ports.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** the agent is free already; phone, lock and dial-back follow, and the lead is back in its place after them. */
export function returnLead(deps: SchedulerDeps, session: AgentSession, work: Work, reason: string): void {
  // Without a token the lock is still being asked for: the offer in hand sees that it is not wanted any more.
  if (work.token === 0) return;
  const { leadId, attemptId } = work;
  deps.events.returned({ agentId: session.agentId, leadId, attemptId, reason });
  decide(deps, session, work, { outcome: 'returned', reason });
  if (reason === 'skipped' || reason === 'closed')
    session.skipped.set(leadId, deps.clock.now() + deps.settings.skipPauseMs);
  if (work.limits.ringOnPreview || hasLiveCall(work)) {
    deps.background.run('hang up', () => hangUpWork(deps, session.agentId, work));
  }
  deps.background.run('hand back', () => freeLead(deps, session, work, reason));
}

/** Ends whatever rings or talks for this attempt; a call that is gone is as wanted. */
export async function hangUpWork(deps: SchedulerDeps, agentId: string, work: Work): Promise<void> {
  const { attemptId } = work;
  await deps.background.retry(() =>
    deps.sip.hangUp({ requestId: `return.${attemptId}`, attemptId, agentId }),
  );
}

/** The longest lease is over after as many pauses of five seconds. */
const RELEASE = { attempts: 720 };

/**
 * Releases the lock, then lets the order offer the lead again. Claim may be away for long: an hour's lease would keep the lead from
 * everybody (I12), so it is asked until it answers, also after a restart.
 */
export async function freeLead(
  deps: SchedulerDeps,
  session: AgentSession,
  work: Work,
  reason: string,
): Promise<void> {
  const { order } = deps.orders.process(work.processId);
  const leadVersion = order.view.lead(work.leadId)?.version ?? work.leadVersion;
  try {
    await deps.background.retry(
      () =>
        deps.claim.releaseLock({
          requestId: `release.${work.attemptId}`,
          guard: guardOf(work),
          token: work.token,
          leadVersion,
        }),
      RELEASE,
    );
  } catch (error) {
    // Held until the lease runs out, unless somebody else has the lock by now.
    if (!isLockLost(error)) throw error;
  } finally {
    if (work.dialbackId !== undefined) settleDialback(deps, work, 'returned');
  }
  order.release(work.homeGuard, { token: work.token }, deps.clock.now());
  session.returning.delete(work.attemptId);
  decide(deps, session, work, { outcome: 'released' });
  if (reason === 'lead_deleted') order.remove(work.leadId, deps.clock.now());
  deps.orders.changed(work.processId);
}

/** Tells dial-back how its entry went on. */
export function settleDialback(deps: SchedulerDeps, work: Work, result: DialbackResult): void {
  const { dialbackId, processId, attemptId } = work;
  if (dialbackId === undefined) return;
  const requestId = `settle.${attemptId}.${result}`;
  const request = { requestId, processId, dialbackId, result, eventAt: deps.clock.now() };
  deps.background.run('settle dial-back', () => deps.background.retry(() => deps.dialback.settle(request)));
}

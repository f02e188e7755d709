import { unreachable } from '@firstring/kernel';
import type { AgentAction } from '../domain/agent/agent-input.ts';
import type { Work } from '../domain/agent/agent-state.ts';
import type { AgentSession } from './agent-sessions.ts';
import { stopRinging } from './callers/perform-queue-action.ts';
import { giveWay } from './callers/redirect-to-holder.ts';
import { decide } from './decisions.ts';
import { dialLead } from './dial-lead.ts';
import { autoDispose } from './dispose-lead.ts';
import { keepLock } from './keep-lock.ts';
import { tellIdleGap } from './tell-idle-gap.ts';
import { returnLead, settleDialback } from './return-lead.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** Carries out what an agent's step asks for. Nothing here is waited for; each thing reports back as a new input. */
export function performAction(deps: SchedulerDeps, session: AgentSession, action: AgentAction): void {
  switch (action.type) {
    case 'return_work':
      returnLead(deps, session, action.work, action.reason);
      return;
    case 'drop_work':
      dropLead(deps, session, action.work);
      return;
    case 'dial':
      dialLead(deps, session, action.work, action.dialAt);
      return;
    case 'auto_dispose':
      deps.background.run('dispose at the limit', () => autoDispose(deps, session, action.work));
      return;
    case 'renew_lock':
      renewLock(deps, session, action.work);
      return;
    case 'give_way':
      giveWay(deps, session, action.work);
      return;
    case 'stop_ringing':
      stopRinging(deps, session, action.work);
      return;
    case 'tell_idle_gap':
      tellIdleGap(deps, session);
      return;
    default:
      unreachable(action);
  }
}

/** The lock is gone already: the order only stops holding the number. */
function dropLead(deps: SchedulerDeps, session: AgentSession, work: Work): void {
  const { order } = deps.orders.process(work.processId);
  decide(deps, session, work, { outcome: 'dropped' });
  order.release(work.homeGuard, { token: work.token }, deps.clock.now());
  settleDialback(deps, work, 'returned');
  deps.orders.changed(work.processId);
}

/** a live call extends its lock. */
function renewLock(deps: SchedulerDeps, session: AgentSession, work: Work): void {
  const requestId = `renew.${work.attemptId}.${work.renewAt ?? 0}`;
  const { lockLeaseMs, offerLeaseMs } = deps.settings;
  // While its offer waits for the store, nothing would find a long lease after a crash.
  const leaseMs = session.keptAttemptId === work.attemptId ? lockLeaseMs : offerLeaseMs;
  deps.background.run('renew lock', async () => {
    await keepLock(deps, { session, work }, { requestId, leaseMs });
  });
}

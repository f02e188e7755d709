import { unreachable } from '@firstring/kernel';
import type { Work } from '../../domain/agent/agent-state.ts';
import type { QueueAction } from '../../domain/callers/caller-queue.ts';
import type { AgentSession } from '../agent-sessions.ts';
import type { SchedulerDeps } from '../scheduler-deps.ts';
import { ringIsOver } from './caller-news.ts';
import { letGoOnceTold } from './hold-guard.ts';
import { holdUntilOurs } from './hold-until-ours.ts';

/** The SIP side has so long to say that the phone is silent. */
const STOP_MS = 5000;

/** Carries out what a step of the queue asks for. */
export function performQueueAction(deps: SchedulerDeps, action: QueueAction): void {
  switch (action.type) {
    case 'hold': {
      const line = deps.callers.line(action.attemptId);
      if (line === undefined) return;
      deps.background.run('hold a caller’s number', (signal) => holdUntilOurs(deps, line, signal));
      return;
    }
    case 'dismiss': {
      const { caller, cause } = action;
      const { attemptId } = caller;
      const line = deps.callers.line(attemptId);
      if (line === undefined) return;
      deps.events.callerDismissed({ attemptId, cause, waitedMs: deps.clock.now() - caller.arrivedAt });
      line.orders.push({ type: 'dismiss', cause });
      if (line.isDialled) deps.outreach.left(attemptId, line.token);
      else letGoOnceTold(deps, line);
      deps.callers.close(line);
      return;
    }
    default:
      unreachable(action);
  }
}

/** The agent has declined, or lost the lead: their phone is to be silent, and they are free once it is. */
export function stopRinging(deps: SchedulerDeps, session: AgentSession, { attemptId, token }: Work): void {
  const { agentId } = session;
  const line = deps.callers.line(attemptId);
  if (line === undefined) {
    deps.agents.apply(session, { type: 'ring_over', attemptId, reason: '' });
    return;
  }
  line.orders.push({ type: 'stop', agentId, token });
  deps.background.later(STOP_MS, () => ringIsOver(deps, line, { agentId, token, outcome: 'stopped' }));
}

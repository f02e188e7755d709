import type { Work } from '../domain/agent/agent-state.ts';
import type { AgentSession } from './agent-sessions.ts';
import type { GuardRef } from './ports.ts';

export function guardOf(work: Work): GuardRef {
  return { processId: work.processId, phone: work.homeGuard, leadId: work.leadId };
}

/** A caller who withholds the number: there is nothing to lock. */
export function hasGuard({ homeGuard }: Work): boolean {
  return homeGuard !== '';
}

/** Whether the agent still has this work in hand; asked after every wait. */
export function isStill(session: AgentSession, work: Work): boolean {
  return session.state.work?.attemptId === work.attemptId;
}

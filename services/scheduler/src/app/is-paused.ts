import type { AgentSession } from './agent-sessions.ts';
import type { SchedulerDeps } from './scheduler-deps.ts';

/** Agent documents that wait to be stored: with more, an agent gets no new work (nothing may grow without a bound). */
const BACKLOG_MAX = 64;

/** No offers for a moment: claim refused many in a row, or the agent's documents wait to be stored. */
export function isPaused(deps: Pick<SchedulerDeps, 'writer'>, session: AgentSession, nowAt: number): boolean {
  return session.pausedUntilAt > nowAt || deps.writer.backlog(session.agentId) > BACKLOG_MAX;
}

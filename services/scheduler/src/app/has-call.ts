import type { AgentState } from '../domain/agent/agent-state.ts';

/** Dialled by the agent, or taken over from a colleague. */
export function hasCall({ work, handover }: AgentState, attemptId: string): boolean {
  return work?.attemptId === attemptId || (handover?.stage === 'taken' && handover.attemptId === attemptId);
}

import type { Work } from '../domain/agent/agent-state.ts';
import type { OutboxEvent } from '@firstring/store';
import type { AgentSession } from './agent-sessions.ts';

/** One choice as it is logged, with the versions it was made from. */
export interface Decision {
  readonly agentId: string;
  readonly work: Work;
  readonly outcome: 'presented' | 'refused' | 'returned';
  readonly reason: string;
}

/** The decision log: what the simulator replays and what "why" reads. */
export interface Decisions {
  event(decision: Decision): OutboxEvent;
}

export function decide(
  deps: {
    decisions: Decisions;
    agents: { record(session: AgentSession, events: readonly OutboxEvent[]): void };
  },
  session: AgentSession,
  decision: Omit<Decision, 'agentId'>,
): void {
  deps.agents.record(session, [deps.decisions.event({ ...decision, agentId: session.agentId })]);
}

import type { CollectionSpec } from '@firstring/store';
import type { AgentDay } from '../domain/agent/agent-day.ts';
import type { AgentState, Work } from '../domain/agent/agent-state.ts';

/** One document an agent, by agent id. */
export const AGENTS: CollectionSpec = { name: 'agents', version: 1, indexes: [] };

export interface AgentDocument {
  readonly state: AgentState;
  /** Of the owner that wrote it; absent in documents of before. */
  readonly epoch?: number;
  /** Rises with every change of the desk, over restarts too. */
  readonly sequence: number;
  /** Work whose lock was being given back; absent: none. */
  readonly returning?: readonly Work[];
  /** What the agent did on their last day at work. */
  readonly day?: AgentDay;
}

import type { PresenceName } from './views/desk.ts';
import type { AgentRow } from './views/floor.ts';

/** An agent as the scheduler says it: names are ids. */
export type AgentAtWork = Omit<AgentRow, 'name' | 'campaignNames' | 'campaignName' | 'leadName'> & {
  campaignIds: readonly string[];
};

export interface FloorUpdate {
  complete: boolean;
  agents: readonly AgentAtWork[];
  goneIds: readonly string[];
  serverAt: number;
}

/** The agents of a process, at work. */
export interface Floor {
  /** Everybody at once, then those who changed, once a second at most. */
  watch(processId: string, signal: AbortSignal): AsyncIterable<FloorUpdate>;
  /** AGENT_OFFLINE, AGENT_UNKNOWN. */
  setNotReady(
    agent: { processId: string; agentId: string },
    ask: { requestId: string; reason: string; actorId: string },
  ): Promise<{ presence: PresenceName; pending: boolean }>;
}

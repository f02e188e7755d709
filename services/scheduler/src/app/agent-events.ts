import type { OutboxEvent } from '@firstring/store';
import type { Reason } from '../domain/order/standing.ts';
import type { AgentSession } from './agent-sessions.ts';

/** A wait that is longer than usual, with its explanation. */
export interface IdleGap {
  /** Ready since, or the last presentation. */
  readonly beginAt: number;
  readonly emptyReason: string;
  readonly nextDueAt: number | undefined;
  readonly heldBack: readonly Reason[];
}

/** What the bus is told of an agent: the newest event says all that is so. */
export interface AgentEvents {
  presence(session: AgentSession): OutboxEvent;
  idleGap(session: AgentSession, gap: IdleGap): OutboxEvent;
}

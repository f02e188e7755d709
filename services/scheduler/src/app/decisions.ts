import type { OutboxEvent } from '@firstring/store';
import type { AgentInput, HandoverInput } from '../domain/agent/agent-input.ts';
import type { Work } from '../domain/agent/agent-state.ts';
import type { PacingMode } from '../domain/pacing/pacing.ts';
import type { DispositionCategory } from '@firstring/domain/lead-lifecycle';
import type { AgentSession } from './agent-sessions.ts';
import type { ChoiceStamp } from './decision-log.ts';

/** What became of a choice. */
export type Fate =
  | { readonly outcome: 'presented'; readonly choice: ChoiceStamp }
  /** By the agent's own hand, under a lock (ADR 17): the order had no part in it. */
  | { readonly outcome: 'opened' }
  /** Without an agent (ADR 23). */
  | { readonly outcome: 'dialled'; readonly choice: ChoiceStamp }
  /** By claim; `clearsAt`: kept back until then. */
  | {
      readonly outcome: 'refused';
      /** Told already where it was dialled, and no INVITE left. */
      readonly choice: ChoiceStamp | undefined;
      readonly reason: string;
      readonly clearsAt: number | undefined;
    }
  /** Nobody could be asked, or the agent had left meanwhile. */
  | { readonly outcome: 'failed'; readonly choice: ChoiceStamp; readonly reason: string }
  /** The agent is free; the lead follows with `released`. */
  | { readonly outcome: 'returned'; readonly reason: string }
  | { readonly outcome: 'released' }
  /** Dialled without an agent, and over; the number is anybody's. */
  | {
      readonly outcome: 'let_go';
      /** The card that carries the attempt; 0: none comes. */
      readonly leadVersion: number;
      /** What the lead asked for by a key. */
      readonly asked: KeyOutcome | undefined;
    }
  /** The lock was somebody else's already. */
  | { readonly outcome: 'dropped' }
  | {
      readonly outcome: 'disposed';
      /** Where the agent goes after it, if not back to Ready. */
      readonly reason: string;
      /** Empty: released without an outcome. */
      readonly dispositionCode: string;
      readonly category: DispositionCategory;
      readonly callbackAt: number | undefined;
      readonly callbackCommon: boolean;
      readonly claim: 'taken' | 'given_up' | '';
      readonly leadVersion: number;
    }
  /** `reason` is the owner. */
  | { readonly outcome: 'owner_learned'; readonly reason: string };

/** The outcome that a key stands for. */
export interface KeyOutcome {
  readonly dispositionCode: string;
  readonly category: DispositionCategory;
  readonly callbackAt: number | undefined;
}

/** A lead in hand, as the log names it. */
export type DecidedWork = Pick<
  Work,
  | 'processId'
  | 'campaignId'
  | 'leadId'
  | 'lane'
  | 'level'
  | 'leadVersion'
  | 'token'
  | 'attemptId'
  | 'dialbackId'
>;

/** One choice as it is logged, with the versions it was made from. */
export interface Decision {
  /** Empty: dialled without one. */
  readonly agentId: string;
  readonly work: DecidedWork;
  readonly fate: Fate;
}

/** How a campaign that dials by itself does so from now on: it decides whether agents look at its leads. */
export interface PacingChange {
  readonly processId: string;
  readonly campaignId: string;
  readonly mode: PacingMode | 'playing';
}

/** What comes to agents from outside their work: with it their day can be simulated again. */
export type AgentMove =
  | Extract<AgentInput, { type: 'desk_opened' | 'desk_closed' | 'ready' | 'not_ready' }>
  | HandoverInput;

/** The decision log: what the simulator replays and what "why" reads. */
export interface Decisions {
  event(decision: Decision): OutboxEvent;
  moved(agentId: string, move: AgentMove): OutboxEvent;
  paced(change: PacingChange): OutboxEvent;
}

export function decide(
  deps: {
    decisions: Decisions;
    agents: { record(session: AgentSession, events: readonly OutboxEvent[]): void };
  },
  session: AgentSession,
  work: Work,
  fate: Fate,
): void {
  deps.agents.record(session, [deps.decisions.event({ agentId: session.agentId, work, fate })]);
}

const MOVES: ReadonlySet<AgentInput['type']> = new Set<AgentMove['type']>([
  'desk_opened',
  'desk_closed',
  'ready',
  'not_ready',
  'handover_begun',
  'handover_answered',
  'handover_taken',
  'handover_held',
  'handover_over',
]);

export function isMove(input: AgentInput): input is AgentMove {
  return MOVES.has(input.type);
}

/** What happens while nobody who could take the call is signed in. */
export type NoAgentAction = 'queue' | 'refuse' | 'dialback';

/** How the callers of a number wait; fixed for a caller when they arrive. */
export interface QueuePolicy {
  readonly maxWaitMs: number;
  /** Callers who wait at once. */
  readonly callersMax: number;
  readonly noAgent: NoAgentAction;
  /** How long one agent's phone rings. */
  readonly ringMs: number;
}

export type CallerStage =
  /** Who it is, is being looked for. */
  | { readonly type: 'matching' }
  /** Their number is being taken, or somebody else still has it. */
  | { readonly type: 'guarding' }
  /** Nobody else can dial them: the first agent who may have them is given the call. */
  | { readonly type: 'waiting' }
  /** An agent is reserved; the lock is on its way to them. */
  | { readonly type: 'offered'; readonly agentId: string }
  | { readonly type: 'ringing'; readonly agentId: string; readonly token: number }
  | { readonly type: 'connected'; readonly agentId: string; readonly token: number };

/** A person who has called one of our numbers. */
export interface Caller {
  /** Names the call. */
  readonly attemptId: string;
  readonly processId: string;
  readonly incomingNumberId: string;
  /** E.164; empty where it is withheld. */
  readonly phone: string;
  readonly arrivedAt: number;
  /** We have called them (ADR 23): they have not asked to wait, and go first. */
  readonly isDialled?: boolean;
  readonly policy: QueuePolicy;
  /** Campaigns whose agents may take the call; the lead's, where it is known. */
  readonly campaignIds: readonly string[];
  /** Empty: nobody we know, or nobody has looked yet. */
  readonly leadId: string;
  readonly stage: CallerStage;
  /** Was rung last, and did not take the call. */
  readonly lastAgentId?: string;
}

/** Still to be taken, and known to the others in the queue: those who count, and have a place. */
export function isQueued({ stage }: Caller): boolean {
  return stage.type !== 'matching' && stage.type !== 'connected';
}

/** The agent who is being given this caller, or has them. */
export function agentOf({ stage }: Caller): string | undefined {
  return 'agentId' in stage ? stage.agentId : undefined;
}

import type { GuardKey, PageAsk } from './ports.ts';
import type { ClaimingView, ClaimReasonName } from './views/claims.ts';

/** A claim as the claim service says it. */
export interface StoredClaim {
  leadId: string;
  phone: string;
  agentId: string;
  reason: ClaimReasonName;
  claimedAt: number;
  actorId: string;
  dueAt: number | undefined;
  releaseAt: number | undefined;
  /** Empty: nobody. */
  lockedBy: string;
}

export interface ClaimAsk extends PageAsk {
  /** Empty: of all agents. */
  agentId: string;
  /** Only an agent's callbacks, the earliest first. */
  callbacks: boolean;
}

/** Who owns what. Failures are AppErrors: CLAIMED_BY_OTHER, LOCKED_BY_OTHER, LEAD_IN_CALL, NOT_FOUND. */
export interface Claims {
  list(processId: string, ask: ClaimAsk): Promise<{ claims: readonly StoredClaim[]; nextPageToken: string }>;
  /** `agentId`: only while they own it; empty: whoever does. */
  release(key: GuardKey, by: { requestId: string; actorId: string; agentId: string }): Promise<void>;
  reassign(
    key: GuardKey,
    change: { requestId: string; actorId: string; fromAgentId: string; agentId: string },
  ): Promise<StoredClaim>;
  /** Everything of an agent; `processId` empty: everywhere. How many were released. */
  releaseAll(leaver: {
    requestId: string;
    actorId: string;
    agentId: string;
    processId: string;
  }): Promise<number>;
  /** Takes the lead from whoever works on it; their agent id, empty when nobody did. */
  takeAway(key: GuardKey, by: { requestId: string; actorId: string; duringCall: boolean }): Promise<string>;
}

/** */
export interface Claiming {
  get(processId: string): Promise<ClaimingView>;
  put(processId: string, requestId: string, settings: ClaimingView): Promise<ClaimingView>;
}

import { answerOf, claimOf, liveLock, remember, type Claim, type ClaimReason, type Guard } from './guard.ts';
import { heldLock, type TokenRefusal } from './lock.ts';
import { changed, unchanged, type GuardEvent, type Step } from './step.ts';

/** One write ends so many claims at most; an event of each rides in it. */
export const CLAIMS_A_STEP_MAX = 32;

export interface ClaimLead {
  readonly requestId: string;
  readonly leadId: string;
  readonly agentId: string;
  readonly token: bigint;
  readonly reason: ClaimReason;
  /** Of a callback. */
  readonly dueAt: number | undefined;
  /** 0 = it does not end by itself. */
  readonly releaseAfterMs: number;
}

type Refusal<Reason> = { readonly type: 'refused'; readonly reason: Reason };

/**
 * the lock holder becomes the lasting owner, or the owner's claim gets another reason and time. Who asks for what is
 * theirs already changes nothing. The same request again is the same claim, also after the lock has ended.
 */
export function claimLead(
  guard: Guard,
  command: ClaimLead,
  nowAt: number,
): Step<
  | { type: 'claimed'; agentId: string }
  | TokenRefusal
  | Refusal<'CLAIMED_BY_OTHER' | 'REQUEST_ID_REUSED' | 'LOCKED_BY_OTHER'>
> {
  const { leadId, agentId, reason } = command;
  const outcome = `claimed ${leadId} ${agentId}`;
  const before = answerOf(guard, command.requestId);
  if (before === outcome) return unchanged({ type: 'claimed', agentId });
  if (before !== undefined) return unchanged({ type: 'refused', reason: 'REQUEST_ID_REUSED' });
  const held = heldLock(guard, leadId, command.token, nowAt);
  if (held.type === 'refused') return unchanged(held);
  if (held.lock.agentId !== agentId) return unchanged({ type: 'refused', reason: 'LOCKED_BY_OTHER' });
  const claim = claimOf(guard, leadId);
  if (claim !== undefined && claim.agentId !== agentId) {
    return unchanged({ type: 'refused', reason: 'CLAIMED_BY_OTHER' });
  }
  if (claim !== undefined && reason === 'asked') return unchanged({ type: 'claimed', agentId });
  const at = claim?.at ?? nowAt;
  const next = withClaim(remember(guard, command.requestId, outcome), leadId, {
    agentId,
    reason,
    at,
    actorId: claim?.actorId ?? agentId,
    ...timesOf(command, nowAt),
  });
  return changed(next, { type: 'claimed', agentId }, claimedEvent(next, leadId));
}

function timesOf({ dueAt, releaseAfterMs }: ClaimLead, nowAt: number): Pick<Claim, 'dueAt' | 'releaseAt'> {
  return {
    ...(dueAt === undefined ? {} : { dueAt }),
    ...(releaseAfterMs === 0 ? {} : { releaseAt: (dueAt ?? nowAt) + releaseAfterMs }),
  };
}

/** The lock holder called at the agreed time, or said something else: what they own is due no more. When it ends by itself stays. */
export function endCallback(
  guard: Guard,
  command: { leadId: string; agentId: string; token: bigint },
  nowAt: number,
): Step<{ type: 'ended' } | TokenRefusal> {
  const held = heldLock(guard, command.leadId, command.token, nowAt);
  if (held.type === 'refused') return unchanged(held);
  const claim = claimOf(guard, command.leadId);
  if (claim?.agentId !== command.agentId || claim.dueAt === undefined) return unchanged({ type: 'ended' });
  const { dueAt: _, ...rest } = claim;
  return changed(withClaim(guard, command.leadId, rest), { type: 'ended' }, []);
}

/** Ends ownership. With an owner named only theirs; who may do so is decided where people are known, in the console. */
export function releaseClaim(
  guard: Guard,
  command: { leadId: string; agentId: string; actorId: string },
): Step<{ type: 'released' } | Refusal<'CLAIMED_BY_OTHER'>> {
  const { leadId, agentId, actorId } = command;
  const claim = claimOf(guard, leadId);
  if (claim === undefined) return unchanged({ type: 'released' });
  if (agentId !== '' && claim.agentId !== agentId) {
    return unchanged({ type: 'refused', reason: 'CLAIMED_BY_OTHER' });
  }
  const { guard: next, events } = without(guard, [leadId], actorId);
  return changed(next, { type: 'released' }, events);
}

/**
 * A supervisor gives a claimed lead to another agent; reason and times stay. Not while somebody else works on it: their outcome might
 * claim it, so that the holder of a lock is never another one than the owner (I2).
 */
export function reassignClaim(
  guard: Guard,
  command: { leadId: string; fromAgentId: string; agentId: string; actorId: string },
  nowAt: number,
): Step<
  { type: 'reassigned'; claim: Claim } | Refusal<'NOT_FOUND' | 'CLAIMED_BY_OTHER' | 'LOCKED_BY_OTHER'>
> {
  const { leadId, fromAgentId, agentId, actorId } = command;
  const claim = claimOf(guard, leadId);
  if (claim === undefined) return unchanged({ type: 'refused', reason: 'NOT_FOUND' });
  if (claim.agentId === agentId) return unchanged({ type: 'reassigned', claim });
  if (claim.agentId !== fromAgentId) return unchanged({ type: 'refused', reason: 'CLAIMED_BY_OTHER' });
  const lock = liveLock(guard, nowAt);
  if (lock?.leadId === leadId && lock.agentId !== agentId) {
    return unchanged({ type: 'refused', reason: 'LOCKED_BY_OTHER' });
  }
  const given: Claim = { ...claim, agentId, actorId, at: nowAt };
  const next = withClaim(guard, leadId, given);
  return changed(next, { type: 'reassigned', claim: given }, claimedEvent(next, leadId));
}

/** A leaver's claims on this number end, a step's worth at a time; answers how many. */
export function releaseAgent(guard: Guard, command: { agentId: string; actorId: string }): Step<number> {
  return releaseWhere(guard, command.actorId, ({ agentId }) => agentId === command.agentId);
}

/** The sweeper's step: claims that have run out, a step's worth at a time. A lock that is held protects its work all the same. */
export function releaseRunOut(guard: Guard, nowAt: number): Step<number> {
  return releaseWhere(guard, '', ({ releaseAt }) => releaseAt !== undefined && releaseAt <= nowAt);
}

function releaseWhere(guard: Guard, actorId: string, ends: (claim: Claim) => boolean): Step<number> {
  const leadIds = Object.entries(guard.claims)
    .filter(([, claim]) => ends(claim))
    .map(([leadId]) => leadId)
    .slice(0, CLAIMS_A_STEP_MAX);
  if (leadIds.length === 0) return unchanged(0);
  const { guard: next, events } = without(guard, leadIds, actorId);
  return changed(next, leadIds.length, events);
}

function withClaim(guard: Guard, leadId: string, claim: Claim): Guard {
  return { ...guard, claims: { ...guard.claims, [leadId]: claim } };
}

function without(
  guard: Guard,
  leadIds: readonly string[],
  actorId: string,
): { guard: Guard; events: readonly GuardEvent[] } {
  const ended = new Set(leadIds);
  const claims = Object.fromEntries(Object.entries(guard.claims).filter(([leadId]) => !ended.has(leadId)));
  const events = leadIds.map((leadId): GuardEvent => {
    const agentId = claimOf(guard, leadId)?.agentId ?? '';
    return { type: 'claim-released', leadId, agentId, actorId };
  });
  return { guard: { ...guard, claims }, events };
}

function claimedEvent(guard: Guard, leadId: string): GuardEvent[] {
  const claim = claimOf(guard, leadId);
  if (claim === undefined) return [];
  const { agentId, actorId, reason, dueAt } = claim;
  return [{ type: 'lead-claimed', leadId, agentId, actorId, reason, dueAt }];
}

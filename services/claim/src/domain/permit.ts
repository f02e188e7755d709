import {
  gate,
  type DialFacts,
  type ExclusionFact,
  type ExclusionReason,
  type GateRefusal,
} from '@firstring/domain';
import {
  answerOf,
  attemptsOfDay,
  claimOf,
  livePermit,
  remember,
  reserveAttempt,
  returnAttempt,
  withoutPermit,
  type Guard,
  type PermitState,
} from './guard.ts';
import { heldLock } from './lock.ts';
import { changed, unchanged, type GuardEvent, type Step } from './step.ts';

/** An agent's phone may have to ring first, so a permit outlives one ring limit. */
export const PERMIT_TTL_MS = 90_000;

export interface AuthorizeDial {
  readonly requestId: string;
  readonly permitId: string;
  readonly attemptId: string;
  readonly leadId: string;
  readonly agentId: string;
  readonly token: bigint;
  readonly facts: DialFacts;
  readonly exclusion: ExclusionFact | undefined;
  /** What an entry by customer or attribute would be found by; kept with the permit. */
  readonly marks: readonly string[];
  readonly dialback: boolean;
}

export type AuthorizeAnswer =
  | { type: 'permitted'; permitId: string; issuedAt: number; expiresAt: number }
  | { type: 'refused'; reasons: readonly { reason: GateRefusal['reason']; clearsAt: number | undefined }[] }
  | { type: 'token-refused'; reason: 'STALE_TOKEN' | 'LOCK_EXPIRED' };

/** Rule 5 of ARCHITECTURE.md: the lock still held, then the gate; allowed means that the attempt is reserved in the same write. */
export function authorizeDial(guard: Guard, command: AuthorizeDial, nowAt: number): Step<AuthorizeAnswer> {
  const permit = livePermit(guard, nowAt);
  if (permit !== undefined && permit.permitId === answerOf(guard, command.requestId)) {
    return unchanged({
      type: 'permitted',
      permitId: permit.permitId,
      issuedAt: permit.issuedAt,
      expiresAt: permit.expiresAt,
    });
  }
  const held = heldLock(guard, command.leadId, command.token, nowAt);
  if (held.type === 'refused') return unchanged({ type: 'token-refused', reason: held.reason });
  const reasons = gate(
    withGuardTotals(guard, command),
    {
      exclusion: command.exclusion,
      attemptsOfDayAt: attemptsOfDay(guard, nowAt),
      attemptOutstanding: permit !== undefined,
      claimedBy: claimOf(guard, command.leadId)?.agentId,
    },
    { agentId: command.agentId, dialback: command.dialback },
    nowAt,
  );
  if (reasons.length > 0) return unchanged({ type: 'refused', reasons });
  const fresh = expiredPermitReturned(guard, nowAt);
  const expiresAt = nowAt + PERMIT_TTL_MS;
  const reserved = reserveAttempt(fresh, { attemptId: command.attemptId, leadId: command.leadId, at: nowAt });
  const next: Guard = {
    ...remember(reserved, command.requestId, command.permitId),
    permit: {
      permitId: command.permitId,
      attemptId: command.attemptId,
      leadId: command.leadId,
      marks: command.marks,
      state: 'issued',
      issuedAt: nowAt,
      expiresAt,
    },
  };
  return changed(next, { type: 'permitted', permitId: command.permitId, issuedAt: nowAt, expiresAt }, [
    {
      type: 'permit-issued',
      leadId: command.leadId,
      permitId: command.permitId,
      attemptId: command.attemptId,
    },
  ]);
}

export type RedeemAnswer =
  | { type: 'allowed' }
  | {
      type: 'refused';
      reason:
        | 'PERMIT_EXPIRED'
        | 'PERMIT_REVOKED'
        | 'PERMIT_USED'
        | 'STALE_TOKEN'
        | 'LOCK_EXPIRED'
        | 'TEST_NUMBER_NOT_LISTED'
        | ExclusionReason;
    };

export interface RedeemPermit {
  readonly requestId: string;
  readonly permitId: string;
  readonly leadId: string;
  readonly token: bigint;
  readonly exclusion: ExclusionReason | undefined;
  /** Of a test call: whether its number and trunk are still listed. */
  readonly isListed?: boolean;
  /** The redeeming whose trunk failed before any ringing. */
  readonly previousRequestId?: string;
}

/**
 * The last look before an INVITE, also before one to another trunk. The same request again is the same answer; another request for a
 * used permit is refused, unless it names the redeeming it follows.
 */
export function redeemPermit(guard: Guard, command: RedeemPermit, nowAt: number): Step<RedeemAnswer> {
  const { permit } = guard;
  if (permit === undefined || permit.permitId !== command.permitId) {
    return unchanged({ type: 'refused', reason: 'PERMIT_REVOKED' });
  }
  const isTest = permit.test === true;
  const nextTrunk =
    !isTest &&
    permit.state === 'redeemed' &&
    permit.redeemedBy === command.previousRequestId &&
    answerOf(guard, command.requestId) === undefined;
  if (permit.state !== 'issued' && !nextTrunk) {
    return unchanged(
      answerOf(guard, command.requestId) === 'redeemed'
        ? { type: 'allowed' }
        : { type: 'refused', reason: 'PERMIT_USED' },
    );
  }
  const held = isTest ? undefined : heldLock(guard, command.leadId, command.token, nowAt);
  if (held?.type === 'refused') return unchanged({ type: 'refused', reason: held.reason });
  if (isTest && command.isListed !== true) {
    return unchanged({ type: 'refused', reason: 'TEST_NUMBER_NOT_LISTED' });
  }
  if (!nextTrunk && permit.expiresAt <= nowAt) {
    return unchanged({ type: 'refused', reason: 'PERMIT_EXPIRED' });
  }
  if (command.exclusion !== undefined) return unchanged({ type: 'refused', reason: command.exclusion });
  const next: Guard = {
    ...remember(guard, command.requestId, 'redeemed'),
    permit: {
      ...permit,
      state: 'redeemed',
      redeemedBy: command.requestId,
      ...(isTest ? { expiresAt: nowAt + PERMIT_TTL_MS } : {}),
    },
  };
  return changed(next, { type: 'allowed' }, told(permit, 'permit-redeemed'));
}

/**
 * What sip learnt. Only proof that the phone did not ring returns the reservation; unknown counts
 * (docs/flows/preview-to-bridge.md, "After").
 */
export function settlePermit(
  guard: Guard,
  command: { permitId: string; outcome: 'not-rung' | 'counted' | 'ringing' },
): Step<void> {
  const { permit } = guard;
  if (permit === undefined || permit.permitId !== command.permitId) return unchanged(undefined);
  if (command.outcome === 'ringing') {
    return permit.state === 'redeemed'
      ? changed({ ...guard, permit: { ...permit, state: 'ringing' } }, undefined, [])
      : unchanged(undefined);
  }
  const counted = command.outcome === 'counted';
  const settled = withoutPermit(counted ? guard : returnAttempt(guard, permit.attemptId));
  return changed(settled, undefined, told(permit, 'permit-settled', counted));
}

/** An entry that covers this attempt is new: an unredeemed permit is withdrawn. The answer says whether an INVITE may be on its way. */
export function withdrawPermit(guard: Guard, nowAt: number): Step<{ inviteMayBeOut: boolean }> {
  const permit = livePermit(guard, nowAt);
  if (permit === undefined) return unchanged({ inviteMayBeOut: false });
  if (permit.state !== 'issued') return unchanged({ inviteMayBeOut: permit.state === 'redeemed' });
  const next = withoutPermit(returnAttempt(guard, permit.attemptId));
  return changed(next, { inviteMayBeOut: false }, told(permit, 'permit-settled'));
}

/** The sweeper's step for a permit nobody redeemed, so that the phone cannot have rung, and for a test call that is over. */
export function expirePermit(guard: Guard, nowAt: number): Step<void> {
  const { permit } = guard;
  if (permit === undefined || livePermit(guard, nowAt) !== undefined) return unchanged(undefined);
  return settlePermit(guard, { permitId: permit.permitId, outcome: 'not-rung' });
}

function expiredPermitReturned(guard: Guard, nowAt: number): Guard {
  const { permit } = guard;
  return permit === undefined || livePermit(guard, nowAt) !== undefined
    ? guard
    : withoutPermit(returnAttempt(guard, permit.attemptId));
}

/** A test call is no lead's business: nobody follows it. */
function told(
  { leadId, permitId, attemptId, test }: PermitState,
  type: 'permit-redeemed' | 'permit-settled',
  counted = false,
): GuardEvent[] {
  if (test === true) return [];
  const permit = { leadId, permitId, attemptId };
  return [type === 'permit-settled' ? { type, ...permit, counted } : { type, ...permit }];
}

/** lead-store's counters lag behind the bus; the guard's own are never behind, so the higher one counts. */
function withGuardTotals(guard: Guard, command: AuthorizeDial): DialFacts {
  const total = Math.max(command.facts.cadence.totalAttempts, guard.totals[command.leadId] ?? 0);
  return { ...command.facts, cadence: { ...command.facts.cadence, totalAttempts: total } };
}

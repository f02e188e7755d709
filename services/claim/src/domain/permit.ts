import {
  gate,
  windowClosesAt,
  type DialFacts,
  type ExclusionFact,
  type ExclusionReason,
  type GateRefusal,
} from '@firstring/domain';
import {
  type Attempt,
  type GuardPair,
  answerOf,
  attemptsOfDay,
  livePermit,
  liveLock,
  remember,
  reserveAttempt,
  returnAttempt,
  withoutPermit,
  type Guard,
  type Lock,
  type PermitState,
} from './guard.ts';
import { heldLock, ownerOf } from './lock.ts';
import { changed, unchanged, type GuardEvent, type Step } from './step.ts';

/** An agent's phone may have to ring first, so a permit outlives one ring limit. */
export const PERMIT_TTL_MS = 90_000;
/** All trunks of an attempt have been tried by then. */
const CLOSING_MS = 300_000;
/** An older redeeming is no word to go by (F35). */
const INVITE_WITHIN_MS = 2000;

export interface AuthorizeDial {
  readonly requestId: string;
  readonly permitId: string;
  readonly attemptId: string;
  readonly leadId: string;
  /** Empty: the lead is dialled first, and the number is held for this attempt (ADR 23). */
  readonly agentId: string;
  readonly token: bigint;
  readonly facts: DialFacts;
  readonly exclusion: ExclusionFact | undefined;
  /** What an entry by customer or attribute would be found by; kept with the permit. */
  readonly marks: readonly string[];
  readonly dialback: boolean;
  /** The agent has chosen this lead or number (ADR 17). */
  readonly byHand?: boolean;
  /** why the do-not-call list does not hold this once; whoever asks has left its entries out of `exclusion`. */
  readonly override?: string;
  /** Which half of a dial to another number of the lead this is; absent where home guard and number are one. */
  readonly pair?: GuardPair;
}

export interface DialRefusal {
  readonly reason: GateRefusal['reason'] | 'LOCKED_BY_OTHER' | 'PERMIT_EXPIRED';
  readonly clearsAt: number | undefined;
}

export type AuthorizeAnswer =
  | { type: 'permitted'; permitId: string; issuedAt: number; expiresAt: number }
  | { type: 'refused'; reasons: readonly DialRefusal[] }
  | { type: 'token-refused'; reason: 'STALE_TOKEN' | 'LOCK_EXPIRED' | 'REQUEST_ID_REUSED' };

/** Rule 5 of ARCHITECTURE.md: the lock still held, then the gate; allowed means that the attempt is reserved in the same write. */
export function authorizeDial(guard: Guard, command: AuthorizeDial, nowAt: number): Step<AuthorizeAnswer> {
  const permit = livePermit(guard, nowAt);
  const before = answerOf(guard, command.requestId);
  if (permit !== undefined && permit.permitId === before) {
    if (isAnotherDial(permit, command))
      return unchanged({ type: 'token-refused', reason: 'REQUEST_ID_REUSED' });
    return unchanged({
      type: 'permitted',
      permitId: permit.permitId,
      issuedAt: permit.issuedAt,
      expiresAt: permit.expiresAt,
    });
  }
  const refusal = holdRefusal(guard, command, nowAt);
  if (refusal !== undefined) return unchanged(refusal);
  // A request that comes late or again has had its permit: a second one would reserve its attempt twice.
  if (before !== undefined) {
    return unchanged({ type: 'refused', reasons: [{ reason: 'PERMIT_EXPIRED', clearsAt: undefined }] });
  }
  const reasons = gate(
    withGuardTotals(guard, command),
    {
      exclusion: command.exclusion,
      attemptsOfDayAt: command.pair?.part === 'lead' ? [] : attemptsOfDay(guard, nowAt),
      attemptOutstanding: permit !== undefined,
      claimedBy: guard.lock?.anyOwner === true ? undefined : ownerOf(guard, command),
    },
    { agentId: command.agentId, dialback: command.dialback, byHand: command.byHand === true },
    nowAt,
  );
  if (reasons.length > 0) return unchanged({ type: 'refused', reasons });
  const fresh = expiredPermitReturned(guard, nowAt);
  const expiresAt = nowAt + PERMIT_TTL_MS;
  const next: Guard = {
    ...remember(reserve(fresh, command, nowAt), command.requestId, command.permitId),
    permit: {
      permitId: command.permitId,
      attemptId: command.attemptId,
      leadId: command.leadId,
      agentId: command.agentId,
      marks: command.marks,
      state: 'issued',
      issuedAt: nowAt,
      expiresAt,
      ...closingOf(command.facts, nowAt),
      ...(command.pair === undefined ? {} : { pair: command.pair }),
      ...(command.override === undefined ? {} : { override: command.override }),
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

/** Facts of the lead and of its campaign may be others by now; who calls whom, and why they may, is what was permitted. */
function isAnotherDial(
  permit: PermitState,
  { attemptId, leadId, agentId, pair, override }: AuthorizeDial,
): boolean {
  return (
    permit.attemptId !== attemptId ||
    permit.leadId !== leadId ||
    (permit.agentId ?? agentId) !== agentId ||
    permit.pair?.part !== pair?.part ||
    permit.pair?.phone !== pair?.phone ||
    permit.override !== override
  );
}

/** I7: an INVITE leaves up to two seconds after its redeeming, and not after the window. */
function closingOf({ candidateZones, window }: DialFacts, nowAt: number): Pick<PermitState, 'closesAt'> {
  const closesAt = windowClosesAt(candidateZones, window, { nowAt, untilAt: nowAt + CLOSING_MS });
  return closesAt === undefined ? {} : { closesAt: closesAt - INVITE_WITHIN_MS };
}

/** The lock decides at home. At another number of the lead nobody else may be at work: it is taken for the attempt alone. */
function holdRefusal(
  guard: Guard,
  { pair, leadId, agentId, token, attemptId }: AuthorizeDial,
  nowAt: number,
): Exclude<AuthorizeAnswer, { type: 'permitted' }> | undefined {
  if (pair?.part === 'number') {
    const lock = liveLock(guard, nowAt);
    return lock === undefined ? undefined : lockedByOther(lock);
  }
  const held = heldLock(guard, leadId, token, nowAt);
  if (held.type === 'refused') return { type: 'token-refused', reason: held.reason };
  // A person who is on our line is not dialled, by nobody (ADR 20). Without an agent only the attempt is, for which the number is held (ADR 23).
  const heldFor = agentId === '' ? attemptId : undefined;
  return held.lock.attemptId === heldFor ? undefined : lockedByOther(held.lock);
}

function lockedByOther({ expiresAt }: Lock): Extract<AuthorizeAnswer, { type: 'refused' }> {
  return { type: 'refused', reasons: [{ reason: 'LOCKED_BY_OTHER', clearsAt: expiresAt }] };
}

function reserve(guard: Guard, { attemptId, leadId, pair }: AuthorizeDial, nowAt: number): Guard {
  const attempt: Attempt = { attemptId, leadId, at: nowAt, ...(leadId === '' ? { byHand: true } : {}) };
  return reserveAttempt(guard, attempt, pair?.part);
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
        | 'CALLING_WINDOW_CLOSED'
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
  // The number's half was taken with the home guard's: the lock is looked at there.
  const isLocked = !isTest && permit.pair?.part !== 'number';
  const held = isLocked ? heldLock(guard, command.leadId, command.token, nowAt) : undefined;
  if (held?.type === 'refused') return unchanged({ type: 'refused', reason: held.reason });
  if (isTest && command.isListed !== true) {
    return unchanged({ type: 'refused', reason: 'TEST_NUMBER_NOT_LISTED' });
  }
  if (!nextTrunk && permit.expiresAt <= nowAt) {
    return unchanged({ type: 'refused', reason: 'PERMIT_EXPIRED' });
  }
  if (permit.closesAt !== undefined && permit.closesAt <= nowAt) {
    return unchanged({ type: 'refused', reason: 'CALLING_WINDOW_CLOSED' });
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
  const settled = withoutPermit(counted ? guard : returnAttempt(guard, permit));
  return changed(settled, undefined, told(permit, 'permit-settled', counted));
}

/** An entry that covers this attempt is new: an unredeemed permit is withdrawn. The answer says whether an INVITE may be on its way. */
export function withdrawPermit(guard: Guard, nowAt: number): Step<{ inviteMayBeOut: boolean }> {
  const permit = livePermit(guard, nowAt);
  if (permit === undefined) return unchanged({ inviteMayBeOut: false });
  if (permit.state !== 'issued') return unchanged({ inviteMayBeOut: permit.state === 'redeemed' });
  const next = withoutPermit(returnAttempt(guard, permit));
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
    : withoutPermit(returnAttempt(guard, permit));
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

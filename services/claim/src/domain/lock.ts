import type { ExclusionFact, ExclusionReason } from '@firstring/domain';
import {
  answerOf,
  claimOf,
  LEADS_A_GUARD_MAX,
  livePermit,
  liveLock,
  remember,
  withoutLock,
  type Guard,
  type Lock,
} from './guard.ts';
import { isUnused, remembered } from './erasure.ts';
import { changed, unchanged, type GuardEvent, type Step } from './step.ts';

const DAY_MS = 86_400_000;

export interface AcquireLock {
  readonly requestId: string;
  readonly leadId: string;
  readonly agentId: string;
  readonly ownerEpoch: bigint;
  readonly leaseMs: number;
  /** The entry that covers number or customer now; not asked for where an agent opens a lead by hand. */
  readonly exclusion: ExclusionFact | undefined;
  /** Whoever owns the lead: a dial-back that is anybody's by now. */
  readonly anyOwner?: boolean;
}

export type AcquireAnswer =
  | { type: 'granted'; token: string; expiresAt: number }
  | {
      type: 'refused';
      reason:
        | 'LOCKED_BY_OTHER'
        | 'CLAIMED_BY_OTHER'
        | 'STALE_EPOCH'
        | 'GUARD_FULL'
        | ExclusionReason
        | 'ATTEMPT_OUTSTANDING'
        | 'REQUEST_ID_REUSED';
      clearsAt?: number | undefined;
    };

/** at most one holder; presentation and lock are one step. The same request gets the same token. */
export function acquireLock(guard: Guard, command: AcquireLock, nowAt: number): Step<AcquireAnswer> {
  const lock = liveLock(guard, nowAt);
  const before = answerOf(guard, command.requestId);
  if (before !== undefined) {
    if (isAnotherBody(guard, before, command))
      return unchanged({ type: 'refused', reason: 'REQUEST_ID_REUSED' });
    return lock !== undefined && before === guard.token
      ? unchanged({ type: 'granted', token: guard.token, expiresAt: lock.expiresAt })
      : unchanged({ type: 'refused', reason: 'LOCKED_BY_OTHER' });
  }
  if (command.ownerEpoch < BigInt(guard.ownerEpoch))
    return unchanged({ type: 'refused', reason: 'STALE_EPOCH' });
  if (lock !== undefined) {
    return unchanged({ type: 'refused', reason: 'LOCKED_BY_OTHER', clearsAt: lock.expiresAt });
  }
  if (livePermit(guard, nowAt) !== undefined)
    return unchanged({ type: 'refused', reason: 'ATTEMPT_OUTSTANDING' });
  const owner = command.anyOwner === true ? undefined : ownerOf(guard, command);
  if (owner !== undefined && owner !== command.agentId) {
    return unchanged({ type: 'refused', reason: 'CLAIMED_BY_OTHER' });
  }
  if (command.exclusion !== undefined) return unchanged({ type: 'refused', ...command.exclusion });
  if (isFull(guard, command.leadId)) return unchanged({ type: 'refused', reason: 'GUARD_FULL' });
  const token = nextToken(guard, nowAt);
  const expiresAt = nowAt + command.leaseMs;
  const next = remember(
    {
      ...(command.leadId === '' ? kept(guard, nowAt) : remembered(guard)),
      token,
      ownerEpoch: command.ownerEpoch.toString(),
      lock: {
        leadId: command.leadId,
        agentId: command.agentId,
        ...(command.anyOwner === true ? { anyOwner: true } : {}),
        expiresAt,
      },
    },
    command.requestId,
    token,
  );
  // A lock that ran out unseen ends here, before the next one begins.
  return changed(next, { type: 'granted', token, expiresAt }, [
    ...lockRan(guard),
    { type: 'lock-acquired', leadId: command.leadId, agentId: command.agentId, expiresAt },
  ]);
}

/** The lock that this request took is for another lead or agent (docs/bad-inputs.md, grpc/23). */
function isAnotherBody(guard: Guard, token: string, { leadId, agentId }: AcquireLock): boolean {
  if (guard.token !== token || guard.lock === undefined) return false;
  return guard.lock.leadId !== leadId || guard.lock.agentId !== agentId;
}

/**
 * Whose the lead is. A number that is dialled without its lead is somebody else's as soon as one lead of it is: a claim
 * cannot be walked around.
 */
export function ownerOf(
  guard: Guard,
  { leadId, agentId }: { readonly leadId: string; readonly agentId: string },
): string | undefined {
  if (leadId !== '') return claimOf(guard, leadId)?.agentId;
  return Object.values(guard.claims).find((claim) => claim.agentId !== agentId)?.agentId;
}

/** A number that no lead keeps goes when its attempts count no more; asked for again, it stays a day longer. */
export function kept(guard: Guard, nowAt: number): Guard {
  return isUnused(guard) ? { ...guard, forgetAt: nowAt + DAY_MS } : guard;
}

/** A new guard begins at the time: it may have been there before, been forgotten, and its tokens must go on rising. */
export function nextToken({ token }: Guard, nowAt: number): string {
  return token === '0' ? String(Math.max(1, Math.floor(nowAt))) : (BigInt(token) + 1n).toString();
}

export type TokenRefusal = { type: 'refused'; reason: 'STALE_TOKEN' | 'LOCK_EXPIRED' };

/** Live lock under this token, or why not. The token decides, never the agent's name. */
export function heldLock(
  guard: Guard,
  leadId: string,
  token: bigint,
  nowAt: number,
): { type: 'held'; lock: Lock } | TokenRefusal {
  if (token !== BigInt(guard.token)) return { type: 'refused', reason: 'STALE_TOKEN' };
  const lock = liveLock(guard, nowAt);
  if (lock === undefined || lock.leadId !== leadId) return { type: 'refused', reason: 'LOCK_EXPIRED' };
  return { type: 'held', lock };
}

/** Extends a live lease; one that has run out stays lost even if nobody took it (docs/bad-inputs.md, grpc/28). */
export function renewLock(
  guard: Guard,
  command: { leadId: string; token: bigint; leaseMs: number },
  nowAt: number,
): Step<{ type: 'renewed'; expiresAt: number } | TokenRefusal> {
  const held = heldLock(guard, command.leadId, command.token, nowAt);
  if (held.type === 'refused') return unchanged(held);
  const expiresAt = nowAt + command.leaseMs;
  return changed({ ...guard, lock: { ...held.lock, expiresAt } }, { type: 'renewed', expiresAt }, []);
}

/**
 * Releasing twice, or after the lease ran out, is no error: the guard is as free as the caller wanted. A lock that is held ends
 * under its own token only, not under one that was never given.
 */
export function releaseLock(
  guard: Guard,
  command: { leadId: string; token: bigint; leadVersion: string },
): Step<{ type: 'released' } | { type: 'refused'; reason: 'STALE_TOKEN' }> {
  const isHolders = command.token === BigInt(guard.token);
  if (!isHolders && (command.token < BigInt(guard.token) || guard.lock !== undefined))
    return unchanged({ type: 'refused', reason: 'STALE_TOKEN' });
  if (guard.lock === undefined || guard.lock.leadId !== command.leadId)
    return unchanged({ type: 'released' });
  return changed(withoutLock(guard), { type: 'released' }, [
    {
      type: 'lock-released',
      leadId: command.leadId,
      agentId: guard.lock.agentId,
      leadVersion: command.leadVersion,
      forcedBy: '',
    },
  ]);
}

/** The sweeper's step for a lock: frees what has run out. */
export function expireLock(guard: Guard, nowAt: number): Step<void> {
  if (guard.lock === undefined || guard.lock.expiresAt > nowAt) return unchanged(undefined);
  return changed(withoutLock(guard), undefined, lockRan(guard));
}

/** A lock that ran out and that nobody has swept yet. */
export function lockRan(guard: Guard): GuardEvent[] {
  return guard.lock === undefined
    ? []
    : [
        {
          type: 'lock-expired',
          leadId: guard.lock.leadId,
          agentId: guard.lock.agentId,
          token: guard.token,
        },
      ];
}

export function isFull(guard: Guard, leadId: string): boolean {
  const leads = new Set([...Object.keys(guard.totals), ...Object.keys(guard.claims)]);
  return leadId !== '' && !leads.has(leadId) && leads.size >= LEADS_A_GUARD_MAX;
}

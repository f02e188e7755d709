import { answerOf, livePermit, liveLock, remember, type Guard } from './guard.ts';
import { remembered } from './erasure.ts';
import { isFull, kept, lockRan, nextToken } from './lock.ts';
import { withdrawPermit } from './permit.ts';
import { changed, unchanged, type Step } from './step.ts';

export interface HoldForCaller {
  readonly requestId: string;
  /** Empty: nobody we know. */
  readonly leadId: string;
  /** The incoming call. */
  readonly attemptId: string;
  /** Who is rung for it; empty: it waits. */
  readonly agentId: string;
  readonly ownerEpoch: bigint;
  readonly leaseMs: number;
  /** An agent's lock that gives way, too; 0: none. */
  readonly heldToken: bigint;
}

export type HoldForCallerAnswer =
  | { readonly type: 'granted'; readonly token: string; readonly expiresAt: number }
  | {
      readonly type: 'refused';
      readonly reason: 'LOCKED_BY_OTHER' | 'STALE_EPOCH' | 'GUARD_FULL';
      readonly clearsAt?: number;
    };

/**
 * ADR 20: nobody dials a person who is on our line. The call's own lock gives way to it, so that it is passed on to the agent who is rung
 * and back under a new token each time, and so does the one lock that is named. An attempt that is out does not matter: this dials nothing,
 * and whoever holds the attempt's lock decides.
 */
export function holdForCaller(
  guard: Guard,
  command: HoldForCaller,
  nowAt: number,
): Step<HoldForCallerAnswer> {
  const lock = liveLock(guard, nowAt);
  const { attemptId, leadId, agentId } = command;
  if (answerOf(guard, command.requestId) === guard.token && lock !== undefined) {
    return unchanged({ type: 'granted', token: guard.token, expiresAt: lock.expiresAt });
  }
  if (command.ownerEpoch < BigInt(guard.ownerEpoch))
    return unchanged({ type: 'refused', reason: 'STALE_EPOCH' });
  const givesWay = lock?.attemptId === attemptId || BigInt(guard.token) === command.heldToken;
  if (lock !== undefined && !givesWay) {
    return unchanged({ type: 'refused', reason: 'LOCKED_BY_OTHER', clearsAt: lock.expiresAt });
  }
  if (isFull(guard, leadId)) return unchanged({ type: 'refused', reason: 'GUARD_FULL' });
  const permit = livePermit(guard, nowAt);
  const withdrawn = permit?.state === 'issued' ? withdrawPermit(guard, nowAt) : unchanged(undefined);
  const free = withdrawn.guard ?? guard;
  const token = nextToken(guard, nowAt);
  const expiresAt = nowAt + command.leaseMs;
  const next: Guard = {
    ...(leadId === '' ? kept(free, nowAt) : remembered(free)),
    token,
    ownerEpoch: command.ownerEpoch.toString(),
    lock: { leadId, agentId, attemptId, expiresAt },
  };
  return changed(remember(next, command.requestId, token), { type: 'granted', token, expiresAt }, [
    ...withdrawn.events,
    ...(lock === undefined ? lockRan(guard) : []),
    { type: 'lock-acquired', leadId, agentId, expiresAt },
  ]);
}

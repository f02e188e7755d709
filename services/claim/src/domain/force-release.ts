import { answerOf, livePermit, liveLock, remember, withoutLock, type Guard } from './guard.ts';
import { withdrawPermit } from './permit.ts';
import { changed, unchanged, type Step } from './step.ts';

export interface ForceRelease {
  readonly requestId: string;
  readonly leadId: string;
  readonly actorId: string;
  /** Also while a call runs: the scheduler ends it. */
  readonly duringCall: boolean;
}

export type ForceReleaseAnswer =
  | { readonly type: 'released'; /** Empty: the lead was free. */ readonly agentId: string }
  | { readonly type: 'refused'; readonly reason: 'LEAD_IN_CALL' };

/**
 * A supervisor takes a lead from the agent who works on it. A permit nobody redeemed goes with the lock, so that the lead can be given
 * again at once; one that was redeemed is a call that may be under way, and stays until sip settles it.
 */
export function forceRelease(guard: Guard, command: ForceRelease, nowAt: number): Step<ForceReleaseAnswer> {
  const { requestId, leadId, actorId } = command;
  const before = answerOf(guard, requestId);
  if (before !== undefined) return unchanged({ type: 'released', agentId: before });
  const lock = liveLock(guard, nowAt);
  if (lock?.leadId !== leadId) return unchanged({ type: 'released', agentId: '' });
  const permit = livePermit(guard, nowAt);
  const inCall = permit !== undefined && permit.state !== 'issued';
  if (inCall && !command.duringCall) return unchanged({ type: 'refused', reason: 'LEAD_IN_CALL' });
  const withdrawn = withdrawPermit(guard, nowAt);
  const { agentId } = lock;
  const next = remember(withoutLock(withdrawn.guard ?? guard), requestId, agentId);
  return changed(next, { type: 'released', agentId }, [
    ...withdrawn.events,
    { type: 'lock-released', leadId, agentId, leadVersion: '0', forcedBy: actorId },
  ]);
}

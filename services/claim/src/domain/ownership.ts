import type { Guard } from './guard.ts';
import { heldLock, type TokenRefusal } from './lock.ts';
import { changed, unchanged, type Step } from './step.ts';

/** the lock holder becomes the lasting owner. Claiming twice is the same claim. */
export function claimLead(
  guard: Guard,
  command: { leadId: string; agentId: string; token: bigint },
  nowAt: number,
): Step<
  { type: 'claimed'; agentId: string } | TokenRefusal | { type: 'refused'; reason: 'CLAIMED_BY_OTHER' }
> {
  const held = heldLock(guard, command.leadId, command.token, nowAt);
  if (held.type === 'refused') return unchanged(held);
  const owner = guard.claims[command.leadId];
  if (owner === command.agentId) return unchanged({ type: 'claimed', agentId: owner });
  if (owner !== undefined) return unchanged({ type: 'refused', reason: 'CLAIMED_BY_OTHER' });
  const next = { ...guard, claims: { ...guard.claims, [command.leadId]: command.agentId } };
  return changed(next, { type: 'claimed', agentId: command.agentId }, [
    { type: 'lead-claimed', leadId: command.leadId, agentId: command.agentId },
  ]);
}

/** Ends ownership; who may do so is decided where people are known, in the console. */
export function releaseClaim(guard: Guard, leadId: string): Step<void> {
  const owner = guard.claims[leadId];
  if (owner === undefined) return unchanged(undefined);
  const { [leadId]: _, ...claims } = guard.claims;
  return changed({ ...guard, claims }, undefined, [{ type: 'claim-released', leadId, agentId: owner }]);
}

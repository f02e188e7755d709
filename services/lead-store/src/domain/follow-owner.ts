import type { LiveLead } from './lead.ts';

/** What claim says of a lead's owner. */
export type OwnerChange =
  | { readonly type: 'claimed'; readonly agentId: string }
  | { readonly type: 'released'; readonly agentId: string };

/**
 * An agreed time goes with the claim: a reassigned callback is the new owner's, a released one is anybody's. What was agreed
 * meanwhile with somebody else stays. The same lead when nothing changes.
 */
export function followOwner(lead: LiveLead, change: OwnerChange): LiveLead {
  const { progress } = lead;
  if (progress.dialState !== 'callback') return lead;
  const { callbackAgentId, ...rest } = progress;
  if (change.type === 'claimed') {
    return callbackAgentId === change.agentId
      ? lead
      : { ...lead, progress: { ...progress, callbackAgentId: change.agentId } };
  }
  return callbackAgentId === change.agentId ? { ...lead, progress: rest } : lead;
}

import type { Actor } from './actor.ts';
import { campaignsToReturn, type OwnCampaignsDeps } from './list-missed-calls.ts';
import type { DialbackRef, MissedCall, MissedCalls } from './missed-call-ports.ts';

interface HandleDeps extends OwnCampaignsDeps {
  missedCalls: Pick<MissedCalls, 'handle'>;
}

/** ticks a call off; who may not read all missed calls only those of their own list. DIALBACK_NOT_FOUND for others. */
export async function handleMissedCall(
  deps: HandleDeps,
  actor: Actor,
  { requestId, ...ref }: DialbackRef & { requestId: string },
): Promise<MissedCall> {
  const campaignIds = actor.permissions.has('missed-call:read') ? [] : await campaignsToReturn(deps, actor);
  return deps.missedCalls.handle(requestId, ref, { agentId: actor.userId, campaignIds });
}

import type { Caller } from '../../domain/callers/caller.ts';
import type { SchedulerDeps } from '../scheduler-deps.ts';

type Deps = Pick<SchedulerDeps, 'campaigns' | 'orders' | 'agents' | 'incomingNumbers'>;

/** The campaign in which this agent takes this caller; undefined: they may not. */
export function campaignFor(deps: Deps, agentId: string, caller: Caller): string | undefined {
  const campaignId = ownCampaign(deps, agentId, caller);
  if (campaignId === undefined) return undefined;
  const ownerId = ownerOf(deps, caller);
  if (ownerId === undefined || ownerId === agentId || !isHere(deps, ownerId, caller)) return campaignId;
  return undefined;
}

/** Somebody who may take the call is signed in, whatever they do now. */
export function isStaffed(deps: Deps, caller: Caller): boolean {
  for (const campaignId of caller.campaignIds) {
    for (const agentId of deps.campaigns.get(campaignId)?.agentIds ?? []) {
      if (isHere(deps, agentId, caller)) return true;
    }
  }
  return false;
}

/** Signed in, and may take it: then a lead's owner is waited for (ADR 20). */
function isHere(deps: Deps, agentId: string, caller: Caller): boolean {
  const presence = deps.agents.get(agentId)?.state.presence ?? 'offline';
  return presence !== 'offline' && ownCampaign(deps, agentId, caller) !== undefined;
}

function ownerOf(deps: Deps, { processId, leadId }: Caller): string | undefined {
  return leadId === '' ? undefined : deps.orders.find(processId)?.order.view.lead(leadId)?.ownerId;
}

/** Of the agent's campaigns, by the number's own list of agents, the lead's code and its list. */
function ownCampaign(deps: Deps, agentId: string, caller: Caller): string | undefined {
  const { processId, incomingNumberId, campaignIds, leadId } = caller;
  const only = deps.incomingNumbers.get(incomingNumberId)?.agentIds;
  if (only !== undefined && only.size > 0 && !only.has(agentId)) return undefined;
  const scope = deps.campaigns.scopesOf(agentId).find((each) => each.processId === processId);
  const view = deps.orders.find(processId)?.order.view;
  return campaignIds.find(
    (campaignId) =>
      scope?.campaignIds.includes(campaignId) === true &&
      (leadId === '' || view?.isFor(leadId, campaignId, agentId) !== false),
  );
}

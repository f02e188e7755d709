import { reasonError } from '@firstring/contracts';
import { agentsOfProcess } from './agents-of-process.ts';
import type { CampaignDetails } from './views/campaigns.ts';
import type { Campaigns } from './campaign-ports.ts';
import type { Claims, StoredClaim } from './claim-ports.ts';
import type { LeadRef, Leads } from './ports.ts';
import type { Users } from './users.ts';
import type { ClaimAgent } from './views/claims.ts';
import type { LeadView } from './views/leads.ts';

export interface ReassignDeps {
  claims: Claims;
  leads: Leads;
  users: Users;
  campaigns: Campaigns;
}

/** Agents of the campaigns in which the lead stands, who may sign in: others would never see it. By name. */
export async function agentsOfLead(
  deps: ReassignDeps,
  { processId, leadId }: LeadRef,
): Promise<ClaimAgent[]> {
  return agentsFor(deps, processId, await deps.leads.get(processId, leadId));
}

export interface Reassign extends LeadRef {
  requestId: string;
  actorId: string;
  fromAgentId: string;
  agentId: string;
}

/** a supervisor gives a claimed lead to another agent of its campaigns. */
export async function reassignClaim(deps: ReassignDeps, command: Reassign): Promise<StoredClaim> {
  const { processId, leadId, ...change } = command;
  const lead = await deps.leads.get(processId, leadId);
  const agents = await agentsFor(deps, processId, lead);
  if (!agents.some(({ agentId }) => agentId === command.agentId)) {
    throw reasonError('INVALID_ARGUMENT', {
      message: 'choose an agent of a campaign that the lead is in',
      details: { field: 'agentId' },
    });
  }
  return deps.claims.reassign({ processId, leadId, phone: lead.callerId }, change);
}

async function agentsFor(deps: ReassignDeps, processId: string, lead: LeadView): Promise<ClaimAgent[]> {
  const campaigns = (await deps.campaigns.list(processId)).filter((campaign) => isIn(lead, campaign));
  const theirs = new Set(campaigns.flatMap(({ settings }) => settings.agentIds));
  return (await agentsOfProcess(deps.users, processId)).filter(({ agentId }) => theirs.has(agentId));
}

function isIn(lead: LeadView, { campaignId, state, settings }: CampaignDetails): boolean {
  if (state === 'closed') return false;
  return campaignId === lead.campaignId || settings.lists.some(({ listId }) => listId === lead.listId);
}

import type { ClaimAsk, Claims, StoredClaim } from './claim-ports.ts';
import { ifThere } from './if-there.ts';
import { leadNameOf } from './lead-name.ts';
import type { Leads } from './ports.ts';
import type { Users } from './users.ts';
import type { ClaimPage, ClaimView } from './views/claims.ts';

export interface ListClaimsDeps {
  claims: Claims;
  leads: Leads;
  users: Users;
}

/** A page of claims with the names of lead and agents, read side by side. */
export async function listClaims(deps: ListClaimsDeps, processId: string, ask: ClaimAsk): Promise<ClaimPage> {
  const page = await deps.claims.list(processId, ask);
  const claims = page.claims.map((claim) => named(deps, processId, claim));
  return { claims: await Promise.all(claims), nextPageToken: page.nextPageToken };
}

async function named(deps: ListClaimsDeps, processId: string, claim: StoredClaim): Promise<ClaimView> {
  const { actorId, lockedBy, ...facts } = claim;
  const lead = await ifThere(deps.leads.get(processId, claim.leadId));
  const isGiven = actorId !== claim.agentId;
  return {
    ...facts,
    leadName: lead === undefined ? '' : leadNameOf(lead),
    campaignName: lead?.campaignName ?? '',
    timeZone: lead?.timeZone ?? '',
    agentName: await deps.users.agentName(claim.agentId),
    givenBy: isGiven ? await deps.users.agentName(actorId) : '',
    lockedByName: lockedBy === '' ? '' : await deps.users.agentName(lockedBy),
  };
}

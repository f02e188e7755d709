import { processOf } from '../../app/actor.ts';
import type { CampaignRef } from '../../app/campaign-ports.ts';
import type { LeadRef } from '../../app/ports.ts';
import type { ApiCall } from './endpoint.ts';
import { id, processQuery, readInput } from './input.ts';

/** In place of a list: the prospect table. */
const PROSPECTS = 'prospects';

/** The process asked for, or the user's own; PROCESS_NOT_FOUND where it is not theirs. */
export function processIn({ request, actor }: ApiCall): string {
  return processOf(actor, readInput(processQuery, request.query).processId);
}

/** The campaign of the path, in that process. */
export function campaignIn(call: ApiCall): CampaignRef {
  return { processId: processIn(call), campaignId: readInput(id, call.request.params['campaignId']) };
}

/** The lead of the path, in that process. */
export function leadIn(call: ApiCall): LeadRef {
  return { processId: processIn(call), leadId: readInput(id, call.request.params['leadId']) };
}

export function listIn({ request }: ApiCall): string {
  return readInput(id, request.params['listId']);
}

/** Prospects are a list to the sender, and in none until they are distributed: then it is ''. */
export function listOrProspectsIn(call: ApiCall): string {
  const named = listIn(call);
  return named === PROSPECTS ? '' : named;
}

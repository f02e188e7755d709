import type { CallerLeadServiceDefinition } from '@firstring/contracts/leads/caller_lead_service';
import type { ServiceImplementation } from '@firstring/service-kit';
import { createCallerLead } from '../../app/create-caller-lead.ts';
import type { LeadStoreDeps } from '../../app/ports.ts';
import { id, requestId } from './decode.ts';

/** The method table of CallerLeadService: decode, use case, encode. */
export function callerLeadServer(
  deps: LeadStoreDeps,
): ServiceImplementation<typeof CallerLeadServiceDefinition> {
  return {
    async createCallerLead(request) {
      const { leadId, version } = await createCallerLead(deps, {
        requestId: requestId(request.requestId),
        processId: id(request.processId, 'process_id'),
        campaignId: id(request.campaignId, 'campaign_id'),
        phone: request.phone,
      });
      return { leadId, version: BigInt(version) };
    },
  };
}

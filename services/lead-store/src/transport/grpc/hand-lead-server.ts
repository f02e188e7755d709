import type { HandLeadServiceDefinition } from '@firstring/contracts/leads/hand_lead_service';
import type { ServiceImplementation } from '@firstring/service-kit';
import { createHandLead } from '../../app/create-hand-lead.ts';
import type { LeadStoreDeps } from '../../app/ports.ts';
import { decodeTyped } from './decode-contact.ts';
import { id, requestId } from './decode.ts';

/** The method table of HandLeadService: decode, use case, encode. */
export function handLeadServer(deps: LeadStoreDeps): ServiceImplementation<typeof HandLeadServiceDefinition> {
  return {
    async createHandLead(request) {
      const { leadId, ignored } = await createHandLead(deps, {
        requestId: requestId(request.requestId),
        processId: id(request.processId, 'process_id'),
        campaignId: id(request.campaignId, 'campaign_id'),
        agentId: id(request.agentId, 'agent_id'),
        ...decodeTyped(request),
      });
      return { leadId, ignoredParameters: [...ignored] };
    },
  };
}

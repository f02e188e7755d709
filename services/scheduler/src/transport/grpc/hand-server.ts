import type { HandServiceDefinition } from '@firstring/contracts/scheduling/hand_service';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import { openByHand, type Opened } from '../../app/open-by-hand.ts';
import type { SchedulerDeps } from '../../app/scheduler-deps.ts';
import { encodeReason } from './encode-desk.ts';

/** The method table of HandService. */
export function handServer(deps: SchedulerDeps): ServiceImplementation<typeof HandServiceDefinition> {
  return {
    async openLead({ requestId, agentId, processId, campaignId, leadId }) {
      required(requestId, 'request_id');
      const opened = await openByHand(deps, {
        agentId: required(agentId, 'agent_id'),
        processId: required(processId, 'process_id'),
        campaignId,
        leadId: required(leadId, 'lead_id'),
        phone: '',
      });
      return encodeOpened(opened);
    },
    async openNumber({ requestId, agentId, processId, campaignId, phone }) {
      required(requestId, 'request_id');
      const opened = await openByHand(deps, {
        agentId: required(agentId, 'agent_id'),
        processId: required(processId, 'process_id'),
        campaignId: required(campaignId, 'campaign_id'),
        leadId: '',
        phone: required(phone, 'phone'),
      });
      return encodeOpened(opened);
    },
  };
}

function encodeOpened(opened: Opened) {
  return opened.type === 'opened'
    ? { attemptId: opened.attemptId, fencingToken: BigInt(opened.token), reasons: [] }
    : { attemptId: '', fencingToken: 0n, reasons: opened.reasons.map(encodeReason) };
}

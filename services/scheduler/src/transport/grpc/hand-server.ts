import { fromTime, reasonError, toOptionalTime } from '@firstring/contracts';
import type { HandServiceDefinition } from '@firstring/contracts/scheduling/hand_service';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import { findCallTime } from '../../app/call-time.ts';
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
    async findCallTime({ agentId, attemptId, fromTime: from }) {
      const fromAt = fromTime(from);
      if (fromAt === undefined) throw reasonError('INVALID_ARGUMENT', { details: { field: 'from_time' } });
      const named = { agentId: required(agentId, 'agent_id'), attemptId: required(attemptId, 'attempt_id') };
      return { callTime: toOptionalTime(findCallTime(deps, { ...named, fromAt })) };
    },
  };
}

function encodeOpened(opened: Opened) {
  return opened.type === 'opened'
    ? { attemptId: opened.attemptId, fencingToken: BigInt(opened.token), reasons: [] }
    : { attemptId: '', fencingToken: 0n, reasons: opened.reasons.map(encodeReason) };
}

import { CallServiceDefinition } from '@firstring/contracts/sip/call_service';
import { LeadFirstServiceDefinition } from '@firstring/contracts/sip/lead_first_service';
import { AppError, unreachable } from '@firstring/kernel';
import type { GrpcClients } from '@firstring/service-kit';
import type { SipPort } from '../app/ports.ts';
import { encodePlan } from './automatic-dialling.ts';

/** The sip service over gRPC. */
export function createSipGateway(clients: GrpcClients, address: string): SipPort {
  const sip = clients.client(CallServiceDefinition, address);
  const leadFirst = clients.client(LeadFirstServiceDefinition, address);
  return {
    async ringAgent({ requestId, guard, campaignId, agentId, attemptId, token, ringLimitS }) {
      const { processId, phone, leadId } = guard;
      await sip.ringAgent({
        requestId,
        key: { processId, phone, leadId },
        campaignId,
        agentId,
        attemptId,
        fencingToken: BigInt(token),
        ringLimitSeconds: ringLimitS,
      });
    },
    async placeCall(request) {
      await sip.placeCall(request);
    },
    async dialLead({ plan, ...request }) {
      await leadFirst.dialLead({ ...request, plan: encodePlan(plan) });
    },
    async controlCall(ref, control) {
      switch (control.type) {
        case 'hold':
          await sip.holdCall(ref);
          return;
        case 'resume':
          await sip.resumeCall(ref);
          return;
        case 'mute':
          await sip.muteCall({ ...ref, muted: control.on });
          return;
        case 'keys':
          await sip.sendDtmf({ ...ref, digits: control.digits });
          return;
        case 'transfer': {
          const target = { $case: 'targetAgentId', value: control.agentId } as const;
          await sip.transferCall({ ...ref, target, attended: control.attended });
          return;
        }
        case 'complete_transfer':
          await sip.completeTransfer(ref);
          return;
        case 'cancel_transfer':
          await sip.cancelTransfer(ref);
          return;
        default:
          unreachable(control);
      }
    },
    async hangUp(request) {
      try {
        await sip.hangUp(request);
      } catch (error) {
        // Hanging up what is gone is done.
        if (!(error instanceof AppError) || error.reason !== 'CALL_NOT_FOUND') throw error;
      }
    },
  };
}

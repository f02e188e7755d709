import { reasonError } from '@firstring/contracts';
import type { CallServiceDefinition, RingAgentRequest } from '@firstring/contracts/sip/call_service';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import type { CallServiceDeps } from '../../app/call-service-deps.ts';
import { hangUp } from '../../app/hang-up.ts';
import { placeCall } from '../../app/place-call.ts';
import { ringAgent, type RingAgent } from '../../app/ring-agent.ts';
import { decodeAttemptId, decodePermit } from './decode-permit.ts';

/** The method table of CallService: decode, use case, encode. The attempt's id is what makes each idempotent. */
export function callServer(deps: CallServiceDeps): ServiceImplementation<typeof CallServiceDefinition> {
  return {
    async ringAgent(request) {
      required(request.requestId, 'request_id');
      await ringAgent(deps, decodeRingAgent(request));
      return {};
    },
    async placeCall(request) {
      required(request.requestId, 'request_id');
      await placeCall(deps, decodePermit(request.permit));
      return {};
    },
    async hangUp(request) {
      const agentId = required(request.agentId, 'agent_id');
      await hangUp(deps, { attemptId: decodeAttemptId(request.attemptId), agentId });
      return {};
    },
  };
}

const RING_LIMIT_S_MAX = 300;

function decodeRingAgent(request: RingAgentRequest): RingAgent {
  const { key, ringLimitSeconds } = request;
  if (ringLimitSeconds < 0 || ringLimitSeconds > RING_LIMIT_S_MAX) {
    throw reasonError('INVALID_ARGUMENT', { details: { field: 'ring_limit_seconds' } });
  }
  return {
    subject: {
      attemptId: decodeAttemptId(request.attemptId),
      processId: required(key?.processId ?? '', 'key.process_id'),
      leadId: required(key?.leadId ?? '', 'key.lead_id'),
      phone: required(key?.phone ?? '', 'key.phone'),
      campaignId: request.campaignId,
      agentId: required(request.agentId, 'agent_id'),
      fencingToken: request.fencingToken.toString(),
    },
    agentRingMs: ringLimitSeconds * 1000,
  };
}

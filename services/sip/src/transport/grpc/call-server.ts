import { reasonError } from '@firstring/contracts';
import {
  LineState,
  type CallServiceDefinition,
  type RingAgentRequest,
} from '@firstring/contracts/sip/call_service';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import type { CallServiceDeps } from '../../app/call-service-deps.ts';
import {
  cancelTransfer,
  completeTransfer,
  holdCall,
  muteCall,
  resumeCall,
  sendDtmf,
  transferCall,
  type CallRef,
} from '../../app/control-call.ts';
import { hangUp } from '../../app/hang-up.ts';
import { placeCall } from '../../app/place-call.ts';
import { ringAgent, type RingAgent } from '../../app/ring-agent.ts';
import type { LinePhase } from '../../domain/line-state.ts';
import { decodeAttemptId, decodePermit } from './decode-permit.ts';

type CallMethods = ServiceImplementation<typeof CallServiceDefinition>;

/** The method table of CallService: decode, use case, encode. The attempt's id is what makes each idempotent. */
export function callServer(deps: CallServiceDeps): CallMethods {
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
    async holdCall(request) {
      holdCall(deps, decodeRef(request));
      return {};
    },
    async resumeCall(request) {
      resumeCall(deps, decodeRef(request));
      return {};
    },
    async muteCall(request) {
      muteCall(deps, decodeRef(request), request.muted);
      return {};
    },
    async transferCall(request) {
      const { target, attended } = request;
      if (target?.$case === 'targetPhone') throw reasonError('TRANSFER_TO_NUMBER_REFUSED');
      const agentId = required(target?.value ?? '', 'target_agent_id');
      await transferCall(deps, decodeRef(request), { agentId, attended });
      return {};
    },
    async completeTransfer(request) {
      completeTransfer(deps, decodeRef(request));
      return {};
    },
    async cancelTransfer(request) {
      cancelTransfer(deps, decodeRef(request));
      return {};
    },
    async sendDtmf(request) {
      await sendDtmf(deps, decodeRef(request), request.digits);
      return {};
    },
    ...lineServer(deps),
  };
}

function lineServer(
  deps: CallServiceDeps,
): Pick<CallMethods, 'openAgentLine' | 'closeAgentLine' | 'getAgentLine'> {
  return {
    async openAgentLine({ requestId, agentId }) {
      required(requestId, 'request_id');
      await deps.locks.run(agentId, () => deps.lines.open(required(agentId, 'agent_id')));
      return {};
    },
    async closeAgentLine({ requestId, agentId }) {
      required(requestId, 'request_id');
      deps.lines.close(required(agentId, 'agent_id'));
      return {};
    },
    async getAgentLine({ agentId }) {
      return { state: LINE_STATES[deps.lines.phaseOf(required(agentId, 'agent_id'))] };
    },
  };
}

const LINE_STATES: Readonly<Record<LinePhase, LineState>> = {
  opening: LineState.LINE_STATE_RINGING,
  ringing: LineState.LINE_STATE_RINGING,
  up: LineState.LINE_STATE_UP,
  over: LineState.LINE_STATE_CLOSED,
};

/** A call and the agent who has it. */
export function decodeRef(request: { requestId: string; attemptId: string; agentId: string }): CallRef {
  required(request.requestId, 'request_id');
  const agentId = required(request.agentId, 'agent_id');
  return { attemptId: decodeAttemptId(request.attemptId), agentId };
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

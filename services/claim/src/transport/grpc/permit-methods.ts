import { fromTime, reasonError } from '@firstring/contracts';
import {
  AttemptOutcome,
  type AuthorizeDialRequest,
  type ClaimServiceDefinition,
} from '@firstring/contracts/claim/claim_service';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import { authorizeDial } from '../../app/authorize-dial.ts';
import type { ClaimDeps } from '../../app/ports.ts';
import { redeemPermit } from '../../app/redeem-permit.ts';
import { settlePermit } from '../../app/settle-permit.ts';
import { optionalAgent } from './decode-claim.ts';
import { decodeDialFacts, decodeGuardRef, decodeNumberRef } from './decode.ts';
import { encodeReason } from './encode.ts';

type Methods = Pick<
  ServiceImplementation<typeof ClaimServiceDefinition>,
  'authorizeDial' | 'redeemPermit' | 'settlePermit'
>;

/** Whether a number may be dialled: from the gate's verdict to what became of the attempt. */
export function permitMethods(deps: ClaimDeps): Methods {
  return {
    authorizeDial: (request) => authorize(deps, request),
    async redeemPermit(request) {
      const permit = request.permit;
      if (permit === undefined) throw reasonError('PERMIT_INVALID');
      const answer = await redeemPermit(deps, {
        requestId: required(request.requestId, 'request_id'),
        previousRequestId: request.previousRequestId,
        permit,
        sipNowAt: fromTime(request.sipTime) ?? 0,
      });
      return answer.type === 'allowed'
        ? { allowed: true, reasons: [] }
        : { allowed: false, reasons: [encodeReason(answer.reason)] };
    },
    async settlePermit(request) {
      await settlePermit(deps, {
        // A test call's permit names no lead.
        processId: required(request.key?.processId ?? '', 'key.process_id'),
        phone: required(request.key?.phone ?? '', 'key.phone'),
        permitId: required(request.permitId, 'permit_id'),
        outcome: decodeOutcome(request.outcome),
      });
      return {};
    },
  };
}

async function authorize(deps: ClaimDeps, request: AuthorizeDialRequest) {
  const { byHand, dialback } = request;
  const ref = byHand ? decodeNumberRef(request.key) : decodeGuardRef(request.key);
  const facts = decodeDialFacts(request.facts);
  const result = await authorizeDial(deps, {
    ...ref,
    ...facts,
    dialled: facts.dialled === '' ? ref.phone : facts.dialled,
    requestId: required(request.requestId, 'request_id'),
    token: request.fencingToken,
    agentId: optionalAgent(request.agentId, 'agent_id'),
    attemptId: required(request.attemptId, 'attempt_id'),
    dialback,
    byHand,
    overrideReason: request.overrideReason,
    dialAt: fromTime(request.dialTime) ?? deps.clock.now(),
  });
  return result.type === 'permitted'
    ? { permit: result.permit, reasons: [] }
    : { reasons: result.reasons.map(({ reason, clearsAt }) => encodeReason(reason, clearsAt)) };
}

function decodeOutcome(outcome: AttemptOutcome): 'not-rung' | 'counted' | 'ringing' {
  switch (outcome) {
    case AttemptOutcome.ATTEMPT_OUTCOME_NOT_RUNG:
      return 'not-rung';
    case AttemptOutcome.ATTEMPT_OUTCOME_COUNTED:
      return 'counted';
    case AttemptOutcome.ATTEMPT_OUTCOME_RINGING:
      return 'ringing';
    case AttemptOutcome.ATTEMPT_OUTCOME_UNSPECIFIED:
    case AttemptOutcome.UNRECOGNIZED:
      throw reasonError('INVALID_ARGUMENT', { details: { field: 'outcome' } });
  }
}

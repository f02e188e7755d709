import { toTime } from '@firstring/contracts';
import type {
  CallerGuardServiceDefinition,
  HoldForCallerRequest,
} from '@firstring/contracts/claim/caller_guard_service';
import type { ServiceImplementation } from '@firstring/service-kit';
import type { ClaimDeps, GuardRef } from '../../app/ports.ts';
import { updateGuard } from '../../app/update-guard.ts';
import { holdForCaller, type HoldForCaller } from '../../domain/caller-hold.ts';
import { optionalAgent } from './decode-claim.ts';
import {
  decodeEpoch,
  decodeId,
  decodeLease,
  decodeNumberRef,
  decodeRequestId,
  invalidField,
} from './decode.ts';
import { encodeReason } from './encode.ts';

/** The method table of CallerGuardService. */
export function callerGuardServer(
  deps: ClaimDeps,
): ServiceImplementation<typeof CallerGuardServiceDefinition> {
  return {
    async holdForCaller(request) {
      const command = decode(request);
      const answer = await updateGuard(deps, command, (guard) =>
        holdForCaller(guard, command, deps.leaseClock.now()),
      );
      if (answer.type === 'refused')
        return { result: { $case: 'refused', value: encodeReason(answer.reason, answer.clearsAt) } };
      const { leadId, agentId } = command;
      deps.events.lockGranted({ leadId, agentId, fencingToken: answer.token });
      const value = { fencingToken: BigInt(answer.token), expireTime: toTime(answer.expiresAt) };
      return { result: { $case: 'granted', value } };
    },
  };
}

function decode(request: HoldForCallerRequest): GuardRef & HoldForCaller {
  if (request.heldToken < 0n) throw invalidField('held_token', 'is a lock’s token, or 0');
  return {
    ...decodeNumberRef(request.key),
    requestId: decodeRequestId(request.requestId),
    attemptId: decodeId(request.attemptId, 'attempt_id'),
    agentId: optionalAgent(request.agentId, 'agent_id'),
    ownerEpoch: decodeEpoch(request.ownerEpoch),
    leaseMs: decodeLease(request.leaseMs),
    heldToken: request.heldToken,
  };
}

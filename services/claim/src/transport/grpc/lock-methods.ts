import { reasonError, toTime } from '@firstring/contracts';
import type { AcquireLockResponse, ClaimServiceDefinition } from '@firstring/contracts/claim/claim_service';
import type { ServiceImplementation } from '@firstring/service-kit';
import { acquireLock, type AcquireLockAnswer } from '../../app/acquire-lock.ts';
import type { ClaimDeps } from '../../app/ports.ts';
import { updateGuard } from '../../app/update-guard.ts';
import { releaseLock, renewLock } from '../../domain/lock.ts';
import { claimLead, releaseClaim } from '../../domain/ownership.ts';
import { decodeActor, decodeClaimLead, optionalAgent } from './decode-claim.ts';
import {
  decodeCustomer,
  decodeEpoch,
  decodeGuardRef,
  decodeId,
  decodeLease,
  decodeNumberRef,
  decodeRequestId,
  decodeToken,
} from './decode.ts';
import { encodeReason } from './encode.ts';

type Methods = Pick<
  ServiceImplementation<typeof ClaimServiceDefinition>,
  'acquireLock' | 'renewLock' | 'releaseLock' | 'claimLead' | 'releaseClaim'
>;

/** Who may touch a lead: the short lease and the lasting ownership. */
export function lockMethods(deps: ClaimDeps): Methods {
  return {
    async acquireLock(request) {
      const answer = await acquireLock(deps, {
        ...(request.byHand ? decodeNumberRef(request.key) : decodeGuardRef(request.key)),
        byHand: request.byHand,
        anyOwner: request.anyOwner,
        requestId: decodeRequestId(request.requestId),
        agentId: decodeId(request.agentId, 'agent_id'),
        ownerEpoch: decodeEpoch(request.ownerEpoch),
        leaseMs: decodeLease(request.leaseMs),
        customer: decodeCustomer(request.customer),
      });
      return encodeLock(answer);
    },
    async renewLock(request) {
      const ref = decodeNumberRef(request.key);
      decodeRequestId(request.requestId);
      const command = {
        leadId: ref.leadId,
        token: decodeToken(request.fencingToken),
        leaseMs: decodeLease(request.leaseMs),
      };
      const answer = await updateGuard(deps, ref, (guard) =>
        renewLock(guard, command, deps.leaseClock.now()),
      );
      if (answer.type === 'refused') throw reasonError(answer.reason);
      return { expireTime: toTime(answer.expiresAt) };
    },
    async releaseLock(request) {
      const ref = decodeNumberRef(request.key);
      decodeRequestId(request.requestId);
      const leadVersion = request.leadVersion.toString();
      const command = { leadId: ref.leadId, token: decodeToken(request.fencingToken), leadVersion };
      const answer = await updateGuard(deps, ref, (guard) => releaseLock(guard, command));
      if (answer.type === 'refused') throw reasonError(answer.reason);
      return {};
    },
    async claimLead(request) {
      const command = decodeClaimLead(request);
      const answer = await updateGuard(deps, command, (guard) =>
        claimLead(guard, command, deps.leaseClock.now()),
      );
      if (answer.type === 'refused') throw reasonError(answer.reason);
      return { claimedBy: answer.agentId };
    },
    async releaseClaim(request) {
      const ref = decodeGuardRef(request.key);
      decodeRequestId(request.requestId);
      const agentId = optionalAgent(request.agentId, 'agent_id');
      const command = { leadId: ref.leadId, agentId, actorId: decodeActor(request.actorId) };
      const answer = await updateGuard(deps, ref, (guard) => releaseClaim(guard, command));
      if (answer.type === 'refused') throw reasonError(answer.reason);
      return {};
    },
  };
}

/** A "no" is an answer too, unless the request itself cannot be. */
function encodeLock(answer: AcquireLockAnswer): AcquireLockResponse {
  if (answer.type === 'granted') {
    const value = { fencingToken: BigInt(answer.token), expireTime: toTime(answer.expiresAt) };
    return { result: { $case: 'granted', value } };
  }
  if (answer.reason === 'REQUEST_ID_REUSED') throw reasonError(answer.reason);
  const clearsAt = 'clearsAt' in answer ? answer.clearsAt : undefined;
  return { result: { $case: 'refused', value: encodeReason(answer.reason, clearsAt) } };
}

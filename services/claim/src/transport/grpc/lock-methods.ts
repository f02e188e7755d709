import { reasonError, toTime } from '@firstring/contracts';
import type { ClaimServiceDefinition } from '@firstring/contracts/claim/claim_service';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import { acquireLock } from '../../app/acquire-lock.ts';
import type { ClaimDeps } from '../../app/ports.ts';
import { updateGuard } from '../../app/update-guard.ts';
import { releaseLock, renewLock } from '../../domain/lock.ts';
import { claimLead, releaseClaim } from '../../domain/ownership.ts';
import { decodeCustomer, decodeGuardRef, decodeLease } from './decode.ts';
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
        ...decodeGuardRef(request.key),
        requestId: required(request.requestId, 'request_id'),
        agentId: required(request.agentId, 'agent_id'),
        ownerEpoch: request.ownerEpoch,
        leaseMs: decodeLease(request.leaseMs),
        customer: decodeCustomer(request.customer),
      });
      if (answer.type === 'refused') {
        const clearsAt = 'clearsAt' in answer ? answer.clearsAt : undefined;
        return { result: { $case: 'refused', value: encodeReason(answer.reason, clearsAt) } };
      }
      const value = { fencingToken: BigInt(answer.token), expireTime: toTime(answer.expiresAt) };
      return { result: { $case: 'granted', value } };
    },
    async renewLock(request) {
      const ref = decodeGuardRef(request.key);
      const command = {
        leadId: ref.leadId,
        token: request.fencingToken,
        leaseMs: decodeLease(request.leaseMs),
      };
      const answer = await updateGuard(deps, ref, (guard) =>
        renewLock(guard, command, deps.leaseClock.now()),
      );
      if (answer.type === 'refused') throw reasonError(answer.reason);
      return { expireTime: toTime(answer.expiresAt) };
    },
    async releaseLock(request) {
      const ref = decodeGuardRef(request.key);
      const leadVersion = request.leadVersion.toString();
      const command = { leadId: ref.leadId, token: request.fencingToken, leadVersion };
      const answer = await updateGuard(deps, ref, (guard) => releaseLock(guard, command));
      if (answer.type === 'refused') throw reasonError(answer.reason);
      return {};
    },
    async claimLead(request) {
      const ref = decodeGuardRef(request.key);
      const agentId = required(request.agentId, 'agent_id');
      const command = { leadId: ref.leadId, agentId, token: request.fencingToken };
      const answer = await updateGuard(deps, ref, (guard) =>
        claimLead(guard, command, deps.leaseClock.now()),
      );
      if (answer.type === 'refused') throw reasonError(answer.reason);
      return { claimedBy: answer.agentId };
    },
    async releaseClaim(request) {
      const ref = decodeGuardRef(request.key);
      await updateGuard(deps, ref, (guard) => releaseClaim(guard, ref.leadId));
      return {};
    },
  };
}

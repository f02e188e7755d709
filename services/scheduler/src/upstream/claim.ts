import { fromTime, toOptionalTime, toTime } from '@firstring/contracts';
import {
  CallerGuardServiceDefinition,
  type CallerGuardServiceClient,
} from '@firstring/contracts/claim/caller_guard_service';
import {
  AttemptOutcome,
  ClaimReason,
  ClaimServiceDefinition,
  type AcquireLockResponse,
  type ClaimServiceClient,
} from '@firstring/contracts/claim/claim_service';
import { ExclusionServiceDefinition } from '@firstring/contracts/claim/exclusion_service';
import {
  OwnershipServiceDefinition,
  type OwnershipServiceClient,
} from '@firstring/contracts/claim/ownership_service';
import type { GateReason } from '@firstring/contracts/common/reason';
import { AppError } from '@firstring/kernel';
import type { GrpcClients } from '@firstring/service-kit';
import type { ClaimPort, GuardRef, LockAnswer, OutcomeClaim } from '../app/ports.ts';
import type { Reason } from '../domain/order/standing.ts';

/** An exclusion may have to wait for an INVITE that is on its way: ten seconds at claim. */
const EXCLUDE_DEADLINE_MS = 15_000;

/** The claim service over gRPC; what lies on a lead's way goes over one stream (ADR 21). */
export function createClaimGateway(clients: GrpcClients, address: string): ClaimPort {
  const claim = clients.carried(ClaimServiceDefinition, address);
  const owners = clients.carried(OwnershipServiceDefinition, address);
  const exclusions = clients.client(ExclusionServiceDefinition, address);
  return {
    ...locks(claim),
    holdForCaller: callerHolds(clients.carried(CallerGuardServiceDefinition, address)),
    ...dials(claim),
    ...ownership(claim, owners),
    async exclude({ requestId, processId, phone, agentId }) {
      const exclusion = { processId, phone, cause: 'asked_by_person', createdBy: agentId };
      await exclusions.createExclusion({ requestId, exclusion }, { deadline: EXCLUDE_DEADLINE_MS });
    },
  };
}

function locks(claim: ClaimServiceClient): Pick<ClaimPort, 'acquireLock' | 'renewLock' | 'releaseLock'> {
  return {
    async acquireLock({
      guard,
      ownerEpoch,
      leaseMs,
      customer,
      byHand = false,
      anyOwner = false,
      ...request
    }) {
      const { result } = await claim.acquireLock({
        ...request,
        key: keyOf(guard),
        ownerEpoch: BigInt(ownerEpoch),
        leaseMs: BigInt(leaseMs),
        byHand,
        anyOwner,
        ...(customer === undefined ? {} : { customer }),
      });
      return toLockAnswer(result, 'AcquireLock');
    },
    async renewLock({ requestId, guard, token, leaseMs }) {
      const request = { requestId, key: keyOf(guard), fencingToken: BigInt(token), leaseMs: BigInt(leaseMs) };
      const { expireTime } = await claim.renewLock(request);
      return fromTime(expireTime) ?? 0;
    },
    async releaseLock({ requestId, guard, token, leadVersion }) {
      await claim.releaseLock({
        requestId,
        key: keyOf(guard),
        fencingToken: BigInt(token),
        leadVersion: BigInt(leadVersion),
      });
    },
  };
}

function callerHolds(guards: CallerGuardServiceClient): ClaimPort['holdForCaller'] {
  return async ({ guard, ownerEpoch, leaseMs, heldToken, ...request }) => {
    const { result } = await guards.holdForCaller({
      ...request,
      key: keyOf(guard),
      ownerEpoch: BigInt(ownerEpoch),
      leaseMs: BigInt(leaseMs),
      heldToken: BigInt(heldToken),
    });
    return toLockAnswer(result, 'HoldForCaller');
  };
}

function toLockAnswer(result: AcquireLockResponse['result'], rpc: string): LockAnswer {
  if (result === undefined) throw malformed(`${rpc} has no result`);
  if (result.$case === 'refused') return { type: 'refused', ...toReason(result.value) };
  const { fencingToken, expireTime } = result.value;
  return { type: 'granted', token: Number(fencingToken), expiresAt: fromTime(expireTime) ?? 0 };
}

function dials(claim: ClaimServiceClient): Pick<ClaimPort, 'authorizeDial' | 'returnPermit'> {
  return {
    async authorizeDial({ guard, token, dialAt, ...ask }) {
      const answer = await claim.authorizeDial({
        ...ask,
        key: keyOf(guard),
        fencingToken: BigInt(token),
        dialTime: toTime(dialAt),
      });
      if (answer.permit !== undefined) return { type: 'permitted', permit: answer.permit };
      return { type: 'refused', reasons: answer.reasons.map(toReason) };
    },
    async returnPermit({ requestId, guard, permitId }) {
      const outcome = AttemptOutcome.ATTEMPT_OUTCOME_NOT_RUNG;
      await claim.settlePermit({ requestId, key: keyOf(guard), permitId, outcome });
    },
  };
}

const REASONS = {
  callback: ClaimReason.CLAIM_REASON_CALLBACK,
  winner: ClaimReason.CLAIM_REASON_WINNER,
  postponed: ClaimReason.CLAIM_REASON_POSTPONED,
} as const satisfies Record<OutcomeClaim['reason'], ClaimReason>;

function ownership(
  claim: ClaimServiceClient,
  owners: OwnershipServiceClient,
): Pick<ClaimPort, 'claimLead' | 'endCallback' | 'giveUpClaim' | 'readGuard'> {
  return {
    async claimLead({ requestId, guard, token, agentId, claim: { reason, dueAt, releaseAfterMs } }) {
      await claim.claimLead({
        requestId,
        key: keyOf(guard),
        fencingToken: BigInt(token),
        agentId,
        reason: REASONS[reason],
        dueTime: toOptionalTime(dueAt),
        releaseAfterMs: BigInt(releaseAfterMs),
      });
    },
    async endCallback({ requestId, guard, token, agentId }) {
      await owners.endCallback({ requestId, key: keyOf(guard), fencingToken: BigInt(token), agentId });
    },
    async giveUpClaim({ requestId, guard, agentId }) {
      await claim.releaseClaim({ requestId, key: keyOf(guard), actorId: agentId, agentId });
    },
    async readGuard(processId, phone) {
      const guard = await claim.getGuard({ processId, phone });
      return {
        lockedByAgentId: guard.lockedByAgentId,
        lockedLeadId: guard.lockedLeadId,
        token: Number(guard.fencingToken),
        lockExpiresAt: fromTime(guard.lockExpireTime) ?? 0,
        ownerByLead: guard.claimedByLead,
      };
    },
  };
}

function keyOf({ processId, phone, leadId }: GuardRef): GuardRef {
  return { processId, phone, leadId };
}

function toReason({ reason, clearsTime }: GateReason): Reason {
  const clearsAt = fromTime(clearsTime);
  return clearsAt === undefined ? { reason } : { reason, clearsAt };
}

function malformed(message: string): AppError {
  return new AppError({ reason: 'INTERNAL', code: 'internal', message });
}

import { fromTime, reasonError, toTime } from '@firstring/contracts';
import {
  AttemptOutcome,
  type AuthorizeDialRequest,
  type ClaimServiceDefinition,
  type GetGuardRequest,
} from '@firstring/contracts/claim/claim_service';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import { acquireLock } from '../../app/acquire-lock.ts';
import { authorizeDial } from '../../app/authorize-dial.ts';
import { isExcluded } from '../../app/exclusion-check.ts';
import type { ClaimDeps } from '../../app/ports.ts';
import { redeemPermit } from '../../app/redeem-permit.ts';
import { settlePermit } from '../../app/settle-permit.ts';
import { updateGuard } from '../../app/update-guard.ts';
import { attemptsOfDay, liveLock } from '../../domain/guard.ts';
import { releaseLock, renewLock } from '../../domain/lock.ts';
import { claimLead, releaseClaim } from '../../domain/ownership.ts';
import { unchanged } from '../../domain/step.ts';
import { decodeDialFacts, decodeGuardRef, decodeLease } from './decode.ts';
import { encodeReason } from './encode.ts';

/** The method table of ClaimService: decode, use case, encode. */
export function claimServer(deps: ClaimDeps): ServiceImplementation<typeof ClaimServiceDefinition> {
  return {
    async acquireLock(request) {
      const answer = await acquireLock(deps, {
        ...decodeGuardRef(request.key),
        requestId: required(request.requestId, 'request_id'),
        agentId: required(request.agentId, 'agent_id'),
        ownerEpoch: request.ownerEpoch,
        leaseMs: decodeLease(request.leaseMs),
      });
      return answer.type === 'granted'
        ? {
            result: {
              $case: 'granted',
              value: { fencingToken: BigInt(answer.token), expireTime: toTime(answer.expiresAt) },
            },
          }
        : { result: { $case: 'refused', value: encodeReason(answer.reason, answer.clearsAt) } };
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
      const command = {
        leadId: ref.leadId,
        token: request.fencingToken,
        leadVersion: request.leadVersion.toString(),
      };
      const answer = await updateGuard(deps, ref, (guard) => releaseLock(guard, command));
      if (answer.type === 'refused') throw reasonError(answer.reason);
      return {};
    },
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
        ...decodeGuardRef(request.key),
        permitId: required(request.permitId, 'permit_id'),
        outcome: decodeOutcome(request.outcome),
      });
      return {};
    },
    async claimLead(request) {
      const ref = decodeGuardRef(request.key);
      const command = {
        leadId: ref.leadId,
        agentId: required(request.agentId, 'agent_id'),
        token: request.fencingToken,
      };
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
    getGuard: (request) => showGuard(deps, request),
  };
}

async function authorize(deps: ClaimDeps, request: AuthorizeDialRequest) {
  const result = await authorizeDial(deps, {
    ...decodeGuardRef(request.key),
    ...decodeDialFacts(request.facts),
    requestId: required(request.requestId, 'request_id'),
    token: request.fencingToken,
    agentId: required(request.agentId, 'agent_id'),
    attemptId: required(request.attemptId, 'attempt_id'),
    dialback: request.dialback,
    dialAt: fromTime(request.dialTime) ?? deps.clock.now(),
  });
  return result.type === 'permitted'
    ? { permit: result.permit, reasons: [] }
    : { reasons: result.reasons.map(({ reason, clearsAt }) => encodeReason(reason, clearsAt)) };
}

async function showGuard(deps: ClaimDeps, { processId, phone }: GetGuardRequest) {
  const target = { processId: required(processId, 'process_id'), phone: required(phone, 'phone') };
  const guard = await updateGuard(deps, target, (current) => unchanged(current));
  const nowAt = deps.leaseClock.now();
  const lock = liveLock(guard, nowAt);
  return {
    lockedByAgentId: lock?.agentId ?? '',
    lockedLeadId: lock?.leadId ?? '',
    fencingToken: BigInt(guard.token),
    ...(lock === undefined ? {} : { lockExpireTime: toTime(lock.expiresAt) }),
    attempts24h: attemptsOfDay(guard, nowAt).length,
    attemptsTotal: Object.values(guard.totals).reduce((sum, count) => sum + count, 0),
    excluded: await isExcluded(deps, target),
    claimedByLead: { ...guard.claims },
  };
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

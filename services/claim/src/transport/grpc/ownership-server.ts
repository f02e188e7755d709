import { reasonError, toTime } from '@firstring/contracts';
import type {
  Claim as WireClaim,
  ListClaimsRequest,
  OwnershipServiceDefinition,
  ReassignClaimRequest,
} from '@firstring/contracts/claim/ownership_service';
import type { ServiceImplementation } from '@firstring/service-kit';
import { listClaims, type ListClaims, type ListedClaim } from '../../app/list-claims.ts';
import type { ClaimDeps } from '../../app/ports.ts';
import { releaseAgentClaims } from '../../app/release-agent-claims.ts';
import { updateGuard } from '../../app/update-guard.ts';
import { forceRelease } from '../../domain/force-release.ts';
import { liveLock, newGuard } from '../../domain/guard.ts';
import { endCallback, reassignClaim } from '../../domain/ownership.ts';
import { decodeActor, optionalAgent, wireReason } from './decode-claim.ts';
import {
  decodeGuardRef,
  decodeId,
  decodePage,
  decodeRequestId,
  decodeToken,
  invalidField,
} from './decode.ts';

/** A number may have 200 claims: an answer stays far below the limit of a message. */
const PAGE_SIZE_MAX = 100;

/** The method table of OwnershipService. */
export function ownershipServer(deps: ClaimDeps): ServiceImplementation<typeof OwnershipServiceDefinition> {
  return {
    async listClaims(request) {
      const { claims, nextPageToken } = await listClaims(deps, decodeList(request));
      const nowAt = deps.leaseClock.now();
      return { claims: claims.map((listed) => encode(listed, nowAt)), nextPageToken };
    },
    reassignClaim: (request) => reassign(deps, request),
    async releaseAgentClaims(request) {
      decodeRequestId(request.requestId);
      return releaseAgentClaims(deps, {
        agentId: decodeId(request.agentId, 'agent_id'),
        processId: optionalAgent(request.processId, 'process_id'),
        actorId: decodeActor(request.actorId),
      });
    },
    async endCallback(request) {
      const ref = decodeGuardRef(request.key);
      decodeRequestId(request.requestId);
      const agentId = decodeId(request.agentId, 'agent_id');
      const command = { leadId: ref.leadId, agentId, token: decodeToken(request.fencingToken) };
      const answer = await updateGuard(deps, ref, (guard) =>
        endCallback(guard, command, deps.leaseClock.now()),
      );
      if (answer.type === 'refused') throw reasonError(answer.reason);
      return {};
    },
    async forceReleaseLock(request) {
      const ref = decodeGuardRef(request.key);
      const command = {
        requestId: decodeRequestId(request.requestId),
        leadId: ref.leadId,
        actorId: decodeActor(request.actorId),
        duringCall: request.duringCall,
      };
      const answer = await updateGuard(deps, ref, (guard) =>
        forceRelease(guard, command, deps.leaseClock.now()),
      );
      if (answer.type === 'refused') throw reasonError(answer.reason);
      const { agentId } = answer;
      if (agentId !== '') deps.events.lockForced({ leadId: ref.leadId, agentId, actorId: command.actorId });
      return { agentId };
    },
  };
}

async function reassign(deps: ClaimDeps, request: ReassignClaimRequest) {
  const ref = decodeGuardRef(request.key);
  decodeRequestId(request.requestId);
  const command = {
    leadId: ref.leadId,
    fromAgentId: decodeId(request.fromAgentId, 'from_agent_id'),
    agentId: decodeId(request.agentId, 'agent_id'),
    actorId: decodeActor(request.actorId),
  };
  const nowAt = deps.leaseClock.now();
  const answer = await updateGuard(deps, ref, (guard) => reassignClaim(guard, command, nowAt));
  if (answer.type === 'refused') throw reasonError(answer.reason);
  const { leadId, agentId, actorId } = command;
  deps.events.claimReassigned({ leadId, agentId, actorId });
  const guard = newGuard(ref.processId, ref.phone);
  return { claim: encode({ guard, leadId, claim: answer.claim }, nowAt) };
}

function decodeList(request: ListClaimsRequest): ListClaims {
  const { pageSize, pageToken } = decodePage(request.page);
  const agentId = optionalAgent(request.agentId, 'agent_id');
  if (request.callbacks && agentId === '') throw invalidField('agent_id', 'is required for callbacks');
  return {
    processId: decodeId(request.processId, 'process_id'),
    agentId,
    callbacks: request.callbacks,
    pageSize: Math.min(pageSize, PAGE_SIZE_MAX),
    pageToken,
  };
}

function encode({ guard, leadId, claim }: ListedClaim, nowAt: number): WireClaim {
  const lock = liveLock(guard, nowAt);
  return {
    processId: guard.processId,
    phone: guard.phone,
    leadId,
    agentId: claim.agentId,
    reason: wireReason(claim.reason),
    claimTime: toTime(claim.at),
    actorId: claim.actorId,
    ...(claim.dueAt === undefined ? {} : { dueTime: toTime(claim.dueAt) }),
    ...(claim.releaseAt === undefined ? {} : { releaseTime: toTime(claim.releaseAt) }),
    lockedByAgentId: lock?.leadId === leadId ? lock.agentId : '',
  };
}

import { fromTime } from '@firstring/contracts';
import { ClaimReason, ClaimServiceDefinition } from '@firstring/contracts/claim/claim_service';
import { OwnershipServiceDefinition, type Claim } from '@firstring/contracts/claim/ownership_service';
import {
  ClaimingServiceDefinition,
  type ClaimingSettings,
} from '@firstring/contracts/leads/claiming_service';
import type { GrpcClients } from '@firstring/service-kit';
import type { Claiming, Claims, StoredClaim } from '../app/claim-ports.ts';
import type { ClaimingView, ClaimReasonName } from '../app/views/claims.ts';
import { required } from './lead-store.ts';

/** A leaver's claims, pieces of 200 numbers: 200,000 at most before somebody has to ask again. */
const PIECES_MAX = 1000;

const REASONS: Readonly<Record<ClaimReason, ClaimReasonName>> = {
  [ClaimReason.CLAIM_REASON_UNSPECIFIED]: 'asked',
  [ClaimReason.CLAIM_REASON_ASKED]: 'asked',
  [ClaimReason.CLAIM_REASON_CALLBACK]: 'callback',
  [ClaimReason.CLAIM_REASON_WINNER]: 'winner',
  [ClaimReason.CLAIM_REASON_POSTPONED]: 'postponed',
  [ClaimReason.UNRECOGNIZED]: 'asked',
};

export function createClaims(clients: GrpcClients, address: string): Claims {
  const claims = clients.client(ClaimServiceDefinition, address);
  const owners = clients.client(OwnershipServiceDefinition, address);
  return {
    async list(processId, { pageSize, pageToken, ...ask }) {
      const answer = await owners.listClaims({ processId, ...ask, page: { pageSize, pageToken } });
      return { claims: answer.claims.map(toClaim), nextPageToken: answer.nextPageToken };
    },
    async release(key, by) {
      await claims.releaseClaim({ key, ...by });
    },
    async reassign(key, change) {
      return toClaim(required((await owners.reassignClaim({ key, ...change })).claim));
    },
    async releaseAll(leaver) {
      let released = 0;
      for (let piece = 0; piece < PIECES_MAX; piece += 1) {
        const answer = await owners.releaseAgentClaims(leaver);
        released += answer.released;
        if (!answer.more) break;
      }
      return released;
    },
    async takeAway(key, by) {
      return (await owners.forceReleaseLock({ key, ...by })).agentId;
    },
  };
}

export function createClaiming(clients: GrpcClients, address: string): Claiming {
  const claiming = clients.client(ClaimingServiceDefinition, address);
  return {
    async get(processId) {
      return toView(required((await claiming.getClaiming({ processId })).settings));
    },
    async put(processId, requestId, { version, ...settings }) {
      const wire = { processId, ...settings, version: BigInt(version) };
      return toView(required((await claiming.putClaiming({ requestId, settings: wire })).settings));
    },
  };
}

function toClaim(claim: Claim): StoredClaim {
  const { leadId, phone, agentId, reason, actorId } = claim;
  return {
    leadId,
    phone,
    agentId,
    reason: REASONS[reason],
    claimedAt: fromTime(claim.claimTime) ?? 0,
    actorId,
    dueAt: fromTime(claim.dueTime),
    releaseAt: fromTime(claim.releaseTime),
    lockedBy: claim.lockedByAgentId,
  };
}

function toView({ processId: _processId, version, ...settings }: ClaimingSettings): ClaimingView {
  return { ...settings, version: Number(version) };
}

import { fromTime } from '@firstring/contracts';
import { ClaimServiceDefinition } from '@firstring/contracts/claim/claim_service';
import { ExclusionServiceDefinition, type Exclusion } from '@firstring/contracts/claim/exclusion_service';
import type { GrpcClients } from '@firstring/service-kit';
import type { ExclusionView } from '../app/views/settings.ts';
import type { Exclusions, Guards } from '../app/ports.ts';
import { callOptions, required } from './lead-store.ts';

/** Adding a number may wait for an INVITE that is on its way (invariant I6 of ARCHITECTURE.md): longer than any other call. */
const EXCLUSION_DEADLINE_MS = 12_000;

export function createGuards(clients: GrpcClients, address: string): Guards {
  const claims = clients.client(ClaimServiceDefinition, address);
  return {
    async holders({ processId, phone, leadId }, signal) {
      const guard = await claims.getGuard({ processId, phone }, callOptions(signal));
      return {
        lockedBy: guard.lockedByAgentId,
        lockedLeadId: guard.lockedLeadId,
        claimedBy: guard.claimedByLead[leadId] ?? '',
      };
    },
    async claim(key, { requestId, fencingToken, agentId }) {
      const ask = { requestId, key, fencingToken: BigInt(fencingToken), agentId };
      return (await claims.claimLead(ask)).claimedBy;
    },
  };
}

export function createExclusions(clients: GrpcClients, address: string): Exclusions {
  const exclusions = clients.client(ExclusionServiceDefinition, address);
  return {
    async list(processId, page) {
      const answer = await exclusions.listExclusions({ processId, page });
      return { exclusions: answer.exclusions.map(toView), nextPageToken: answer.nextPageToken };
    },
    async create(processId, { requestId, ...entry }) {
      const ask = { requestId, exclusion: { processId, ...entry } };
      return toView(
        required((await exclusions.createExclusion(ask, { deadline: EXCLUSION_DEADLINE_MS })).exclusion),
      );
    },
    async delete(processId, phone, requestId) {
      await exclusions.deleteExclusion({ requestId, processId, phone });
    },
  };
}

function toView(entry: Exclusion): ExclusionView {
  return {
    phone: entry.phone,
    cause: entry.cause,
    createdAt: fromTime(entry.createTime),
    expiresAt: fromTime(entry.expireTime),
    createdBy: entry.createdBy,
  };
}

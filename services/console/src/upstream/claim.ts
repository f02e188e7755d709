import { ClaimReason, ClaimServiceDefinition } from '@firstring/contracts/claim/claim_service';
import type { GrpcClients } from '@firstring/service-kit';
import type { Guards } from '../app/ports.ts';
import { callOptions } from './lead-store.ts';

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
    async claim(key, { requestId, fencingToken, agentId, releaseAfterMs }) {
      const ask = {
        requestId,
        key,
        fencingToken: BigInt(fencingToken),
        agentId,
        reason: ClaimReason.CLAIM_REASON_ASKED,
        releaseAfterMs: BigInt(releaseAfterMs),
      };
      return (await claims.claimLead(ask)).claimedBy;
    },
  };
}

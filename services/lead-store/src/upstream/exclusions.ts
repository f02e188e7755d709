import { ExclusionServiceDefinition } from '@firstring/contracts/claim/exclusion_service';
import type { GrpcClients } from '@firstring/service-kit';
import type { Exclusions } from '../app/ports.ts';

/** Claim's do-not-call list. */
export function createExclusions(clients: GrpcClients, address: string): Exclusions {
  const exclusions = clients.client(ExclusionServiceDefinition, address);
  return {
    async count(processId, phones) {
      return (await exclusions.findExcluded({ processId, phones: [...phones] })).excluded.length;
    },
  };
}

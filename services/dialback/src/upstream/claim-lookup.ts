import type { ClaimServiceClient } from '@firstring/contracts/claim/claim_service';
import type { ExclusionServiceClient } from '@firstring/contracts/claim/exclusion_service';
import type { ClaimLookup } from '../app/ports.ts';

/** Asks claim's do-not-call list for one number, and a guard for a lead's owner. */
export function createClaimLookup(
  exclusions: Pick<ExclusionServiceClient, 'findExcluded'>,
  claim: Pick<ClaimServiceClient, 'getGuard'>,
): ClaimLookup {
  return {
    async isExcluded(processId, phone) {
      return (await exclusions.findExcluded({ processId, phones: [phone] })).excluded.length > 0;
    },
    async ownerOf(processId, { homeGuard, leadId }) {
      return (await claim.getGuard({ processId, phone: homeGuard })).claimedByLead[leadId];
    },
  };
}

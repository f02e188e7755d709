import type { ExclusionServiceClient } from '@firstring/contracts/claim/exclusion_service';
import type { ExclusionCheck } from '../app/ports.ts';

/** Asks claim's do-not-call list for one number. */
export function createExclusionCheck(
  exclusions: Pick<ExclusionServiceClient, 'findExcluded'>,
): ExclusionCheck {
  return {
    async isExcluded(processId, phone) {
      return (await exclusions.findExcluded({ processId, phones: [phone] })).excluded.length > 0;
    },
  };
}

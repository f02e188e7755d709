import { reasonError } from '@firstring/contracts';
import type { ProspectServiceImplementation } from '@firstring/contracts/leads/prospect_service';

/** No prospect waits; distribution rules are kept as they are put. */
export function fakeProspects(): ProspectServiceImplementation {
  let kept: Awaited<ReturnType<ProspectServiceImplementation['getDistributionRules']>> = {
    rules: [],
    version: 0n,
  };
  return {
    listProspects: async () => ({ prospects: [], nextPageToken: '' }),
    reviewProspects: async () => {
      throw reasonError('INTERNAL', { message: 'not part of this fake' });
    },
    getDistributionRules: async () => kept,
    putDistributionRules: async ({ rules, version }) => {
      if (version !== kept.version) throw reasonError('VERSION_CONFLICT');
      kept = { rules, version: version + 1n };
      return kept;
    },
  };
}

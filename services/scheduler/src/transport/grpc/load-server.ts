import type { LoadServiceDefinition } from '@firstring/contracts/scheduling/load_service';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import { countLeads } from '../../app/count-leads.ts';
import type { SchedulerDeps } from '../../app/scheduler-deps.ts';
import { encodeCounts } from './encode-desk.ts';

/** The method table of LoadService. */
export function loadServer(deps: SchedulerDeps): ServiceImplementation<typeof LoadServiceDefinition> {
  return {
    async countLeads({ processId }) {
      const campaigns = countLeads(deps, required(processId, 'process_id'));
      return {
        campaigns: campaigns.map(({ campaignId, leads, waiting, byLane }) => ({
          campaignId,
          leads: BigInt(leads),
          waiting: BigInt(waiting),
          byLane: encodeCounts(byLane),
        })),
      };
    },
  };
}

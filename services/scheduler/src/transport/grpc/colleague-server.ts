import { toTime } from '@firstring/contracts';
import type { ColleagueServiceDefinition } from '@firstring/contracts/scheduling/colleague_service';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import { listColleagues } from '../../app/colleagues.ts';
import type { SchedulerDeps } from '../../app/scheduler-deps.ts';
import { encodePresence } from './encode-desk.ts';

/** The method table of ColleagueService. */
export function colleagueServer(
  deps: SchedulerDeps,
): ServiceImplementation<typeof ColleagueServiceDefinition> {
  return {
    async listColleagues({ agentId }) {
      const colleagues = listColleagues(deps, required(agentId, 'agent_id'));
      return {
        colleagues: colleagues.map(({ presence, presenceAt, ...colleague }) => ({
          ...colleague,
          presence: encodePresence(presence),
          presenceTime: toTime(presenceAt),
        })),
      };
    },
  };
}

import {
  PacingMode as Wire,
  type PacingServiceDefinition,
} from '@firstring/contracts/scheduling/pacing_service';
import { required, type ServiceImplementation } from '@firstring/service-kit';
import { requireServing } from '../../app/agent-commands.ts';
import { showPacing, type ShownPacing } from '../../app/outreach/show-pacing.ts';
import type { SchedulerDeps } from '../../app/scheduler-deps.ts';

const MODES: Readonly<Record<ShownPacing['mode'], Wire>> = {
  resting: Wire.PACING_MODE_RESTING,
  preview: Wire.PACING_MODE_PREVIEW,
  one_each: Wire.PACING_MODE_ONE_EACH,
  ahead: Wire.PACING_MODE_AHEAD,
  playing: Wire.PACING_MODE_PLAYING,
};

/** The method table of PacingService. */
export function pacingServer(deps: SchedulerDeps): ServiceImplementation<typeof PacingServiceDefinition> {
  return {
    async getPacing(request) {
      requireServing(deps);
      const processId = required(request.processId, 'process_id');
      const campaignId = required(request.campaignId, 'campaign_id');
      const { mode, window, today, agentsTalking, agentsWrappingUp, ...shown } = showPacing(deps, {
        processId,
        campaignId,
      });
      return {
        ...shown,
        mode: MODES[mode],
        agentsAtWork: shown.agentsReady + agentsTalking + agentsWrappingUp,
        talkMs: BigInt(shown.talkMs),
        wrapUpMs: BigInt(shown.wrapUpMs),
        answered30Days: BigInt(window.answered),
        abandoned30Days: BigInt(window.abandoned),
        answeredToday: BigInt(today.answered),
        abandonedToday: BigInt(today.abandoned),
        answeredNeeded: BigInt(shown.answeredNeeded),
      };
    },
  };
}

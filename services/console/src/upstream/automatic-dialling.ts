import { fromTime } from '@firstring/contracts';
import {
  AutomaticDiallingServiceDefinition,
  type AutomaticDialling,
} from '@firstring/contracts/leads/automatic_dialling_service';
import { PacingServiceDefinition, type PacingMode } from '@firstring/contracts/scheduling/pacing_service';
import type { GrpcClients } from '@firstring/service-kit';
import type { AutomaticDiallingPort } from '../app/automatic-dialling-port.ts';
import type { AutomaticDiallingView, PacingModeName } from '../app/views/campaigns.ts';
import { required } from './lead-store.ts';

const MODES: Readonly<Record<PacingMode, PacingModeName>> = {
  PACING_MODE_UNSPECIFIED: 'resting',
  PACING_MODE_RESTING: 'resting',
  PACING_MODE_PREVIEW: 'preview',
  PACING_MODE_ONE_EACH: 'one_each',
  PACING_MODE_AHEAD: 'ahead',
  PACING_MODE_PLAYING: 'playing',
  UNRECOGNIZED: 'resting',
};

/** lead-store has the switch, the scheduler the pace. */
export function createAutomaticDialling(
  clients: GrpcClients,
  addresses: { readonly leadStore: string; readonly scheduler: string },
): AutomaticDiallingPort {
  const switches = clients.client(AutomaticDiallingServiceDefinition, addresses.leadStore);
  const pacing = clients.client(PacingServiceDefinition, addresses.scheduler);
  return {
    async get(processId) {
      return toView(required((await switches.getAutomaticDialling({ processId })).automaticDialling));
    },
    async set(requestId, command) {
      const answer = await switches.setAutomaticDialling({ requestId, ...command });
      return { ...toView(required(answer.automaticDialling)), pausedCampaignIds: answer.pausedCampaignIds };
    },
    async pacing(ref) {
      const { mode, talkMs, wrapUpMs, ...shown } = await pacing.getPacing(ref);
      return {
        mode: MODES[mode],
        agentsReady: shown.agentsReady,
        agentsAtWork: shown.agentsAtWork,
        callsOut: shown.callsOut,
        callsWaiting: shown.callsWaiting,
        answerRate: shown.answerRate,
        talkMs: Number(talkMs),
        wrapUpMs: Number(wrapUpMs),
        answered30Days: Number(shown.answered30Days),
        abandoned30Days: Number(shown.abandoned30Days),
        answeredToday: Number(shown.answeredToday),
        abandonedToday: Number(shown.abandonedToday),
        ceilingBasisPoints: shown.ceilingBasisPoints,
        answeredNeeded: Number(shown.answeredNeeded),
      };
    },
  };
}

function toView({ on, setBy, setTime }: AutomaticDialling): AutomaticDiallingView {
  return { on, setBy, setAt: fromTime(setTime) };
}

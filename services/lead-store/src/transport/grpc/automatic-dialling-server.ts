import { toOptionalTime } from '@firstring/contracts';
import type {
  AutomaticDialling,
  AutomaticDiallingServiceDefinition,
} from '@firstring/contracts/leads/automatic_dialling_service';
import type { ServiceImplementation } from '@firstring/service-kit';
import {
  readAutomaticDialling,
  setAutomaticDialling,
  type AutomaticSwitch,
} from '../../app/automatic-dialling.ts';
import type { LeadStoreDeps } from '../../app/ports.ts';
import { id, requestId } from './decode.ts';

/** The method table of AutomaticDiallingService. */
export function automaticDiallingServer(
  deps: LeadStoreDeps,
): ServiceImplementation<typeof AutomaticDiallingServiceDefinition> {
  return {
    async getAutomaticDialling(request) {
      const processId = id(request.processId, 'process_id');
      return { automaticDialling: encode(processId, await readAutomaticDialling(deps, processId)) };
    },
    async setAutomaticDialling(request) {
      const processId = id(request.processId, 'process_id');
      const userId = id(request.userId, 'user_id');
      const command = { requestId: requestId(request.requestId), processId, on: request.on, userId };
      const { to, pausedIds } = await setAutomaticDialling(deps, command);
      return { automaticDialling: encode(processId, to), pausedCampaignIds: [...pausedIds] };
    },
  };
}

function encode(processId: string, known: AutomaticSwitch | undefined): AutomaticDialling {
  const { on = false, setBy = '', setAt } = known ?? {};
  return { processId, on, setBy, setTime: toOptionalTime(setAt) };
}

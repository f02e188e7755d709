import { z } from 'zod';
import type { AutomaticDiallingPort } from '../../app/automatic-dialling-port.ts';
import { campaignIn, processIn } from './call-params.ts';
import type { Endpoint } from './endpoint.ts';
import { readInput, requestId } from './input.ts';

export interface AutomaticDiallingRoutesDeps {
  readonly automaticDialling: AutomaticDiallingPort;
}

/** The warning is accepted with the switch, or it stays off. */
const switchBody = z.discriminatedUnion('on', [
  z.strictObject({ requestId, on: z.literal(true), warningAccepted: z.literal(true) }),
  z.strictObject({ requestId, on: z.literal(false) }),
]);

/** The administrator's switch of a process, and how a campaign paces itself now (ADR 23). */
export function automaticDiallingEndpoints({ automaticDialling }: AutomaticDiallingRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/process/automatic-dialling',
      needs: ['process:read'],
      handle: async (call) => automaticDialling.get(processIn(call)),
    },
    {
      method: 'put',
      path: '/process/automatic-dialling',
      needs: ['process:write'],
      audit: { action: 'process.switch-automatic-dialling' },
      async handle(call) {
        const processId = processIn(call);
        const { requestId: key, on } = readInput(switchBody, call.request.body);
        call.note({ resourceId: processId, before: await automaticDialling.get(processId) });
        return automaticDialling.set(key, { processId, on, userId: call.actor.userId });
      },
    },
    {
      method: 'get',
      path: '/campaigns/:campaignId/pacing',
      needs: ['campaign:write'],
      handle: async (call) => automaticDialling.pacing(campaignIn(call)),
    },
  ];
}

import { z } from 'zod';
import { processOf } from '../../app/actor.ts';
import { listLiveCalls, mustReachAgent, readLadder, type TelephonyDeps } from '../../app/telephony.ts';
import type { ConsoleEvents } from '../../events.ts';
import type { Endpoint } from './endpoint.ts';
import { id, processQuery, readInput, requestId } from './input.ts';

export interface TelephonyRoutesDeps extends TelephonyDeps {
  readonly events: ConsoleEvents;
}

const testCallBody = z.strictObject({ requestId, agentId: id });

/** Live calls, their ladders, and test calls. */
export function telephonyEndpoints(deps: TelephonyRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/telephony/calls',
      needs: ['telephony:read'],
      async handle({ request, actor }) {
        const { processId } = readInput(processQuery, request.query);
        return listLiveCalls(deps, actor, processOf(actor, processId));
      },
    },
    {
      method: 'get',
      path: '/telephony/calls/:attemptId/ladder',
      needs: ['telephony:read'],
      audit: { action: 'ladder.open' },
      handle: async ({ request, actor }) =>
        readLadder(deps, actor, readInput(id, request.params['attemptId'])),
    },
    {
      method: 'post',
      path: '/telephony/test-calls',
      needs: ['telephony:test'],
      audit: { action: 'test-call.place', chain: 'installation' },
      async handle({ request, actor, note }) {
        const { requestId: key, agentId } = readInput(testCallBody, request.body);
        await mustReachAgent(deps, actor, agentId);
        const attemptId = await deps.monitor.placeTestCall(agentId, key);
        deps.events.testCallPlaced(actor.userId, agentId, attemptId);
        note({ resourceId: agentId });
        return { attemptId };
      },
    },
    {
      method: 'post',
      path: '/telephony/test-calls/:attemptId/end',
      needs: ['telephony:test'],
      audit: { action: 'test-call.end', chain: 'installation' },
      async handle({ request, actor }) {
        const attemptId = readInput(id, request.params['attemptId']);
        await readLadder(deps, actor, attemptId);
        await deps.monitor.endTestCall(attemptId);
      },
    },
  ];
}

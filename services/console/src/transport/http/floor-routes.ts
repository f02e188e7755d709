import { z } from 'zod';
import { processOf } from '../../app/actor.ts';
import { FloorFeed, type FloorFeedDeps } from '../../app/floor-feed.ts';
import type { ConsoleEvents } from '../../events.ts';
import { processIn } from './call-params.ts';
import { STREAMING, type ApiCall, type Endpoint } from './endpoint.ts';
import { id, processQuery, readInput, requestId } from './input.ts';
import { openStream, type StreamDeps } from './open-stream.ts';

export interface FloorRoutesDeps extends Omit<FloorFeedDeps, 'events'>, Omit<StreamDeps, 'events'> {
  events: ConsoleEvents;
}

const watchQuery = processQuery.extend({ tabId: id });
const tab = z.strictObject({ tabId: id });
const notReadyBody = z.strictObject({
  requestId,
  reason: z.enum(['break', 'lunch', 'meeting', 'training', 'other']),
});

/** The agents of a process as they are now, and making one of them Not Ready. */
export function floorEndpoints(deps: FloorRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/agents/events',
      needs: ['agent:supervise'],
      handle: (call) => openFloor(deps, call),
    },
    {
      method: 'post',
      path: '/agents/alive',
      needs: ['agent:supervise'],
      audit: { unaudited: 'says only that the page is still open' },
      async handle({ request, actor }) {
        const { tabId } = readInput(tab, request.body);
        return { open: deps.streams.alive(actor.sessionId, tabId) };
      },
    },
    {
      method: 'post',
      path: '/agents/:agentId/not-ready',
      needs: ['agent:supervise'],
      audit: { action: 'agent.set-not-ready' },
      async handle(call) {
        const { request, actor } = call;
        const body = readInput(notReadyBody, request.body);
        const agentId = readInput(id, request.params['agentId']);
        call.note({ after: { reason: body.reason } });
        const agent = { processId: processIn(call), agentId };
        const answer = await deps.floor.setNotReady(agent, { ...body, actorId: actor.userId });
        deps.events.agentSetNotReady(actor.userId, agentId, body.reason);
        return answer;
      },
    },
  ];
}

async function openFloor(deps: FloorRoutesDeps, call: ApiCall): Promise<typeof STREAMING> {
  const { actor, request } = call;
  const query = readInput(watchQuery, request.query);
  const processId = processOf(actor, query.processId);
  const stream = openStream(deps, call);
  const feed = new FloorFeed(deps, processId, {
    isWaiting: () => stream.isWaiting('agents'),
    floor: (event) => stream.send('agents', event),
    trouble: (event) => stream.send('trouble', event),
  });
  const { sessionId } = actor;
  deps.streams.add({ sessionId, agentId: '', tabId: query.tabId, stream, refresh: async () => {} });
  await feed.run(stream.signal);
  return STREAMING;
}

import { z } from 'zod';
import { CallersFeed, type CallersFeedDeps } from '../../app/callers-feed.ts';
import { processIn } from './call-params.ts';
import { STREAMING, type ApiCall, type Endpoint } from './endpoint.ts';
import { id, processQuery, readInput } from './input.ts';
import { openStream, type StreamDeps } from './open-stream.ts';

export type CallerRoutesDeps = Omit<CallersFeedDeps, 'events'> &
  Omit<StreamDeps, 'events'> & { readonly events: CallersFeedDeps['events'] & StreamDeps['events'] };

const watchQuery = processQuery.extend({ tabId: id });
const tab = z.strictObject({ tabId: id });

/** Who waits on the line, and who is to be dialled back, as it is now. */
export function callerEndpoints(deps: CallerRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/callers/events',
      needs: ['caller:watch'],
      handle: (call) => openCallers(deps, call),
    },
    {
      method: 'post',
      path: '/callers/alive',
      needs: ['caller:watch'],
      audit: { unaudited: 'says only that the page is still open' },
      async handle({ request, actor }) {
        const { tabId } = readInput(tab, request.body);
        return { open: deps.streams.alive(actor.sessionId, tabId) };
      },
    },
  ];
}

async function openCallers(deps: CallerRoutesDeps, call: ApiCall): Promise<typeof STREAMING> {
  const { tabId } = readInput(watchQuery, call.request.query);
  const processId = processIn(call);
  const stream = openStream(deps, call);
  const feed = new CallersFeed(deps, processId, {
    callers: (event) => stream.send('callers', event),
    dialbacks: (event) => stream.send('dialbacks', event),
    trouble: (part, event) => stream.send(`${part}-trouble`, event),
  });
  const { sessionId } = call.actor;
  deps.streams.add({ sessionId, agentId: '', tabId, stream, refresh: async () => {} });
  await feed.run(stream.signal);
  return STREAMING;
}

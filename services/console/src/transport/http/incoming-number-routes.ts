import { z } from 'zod';
import type { IncomingNumberRef, IncomingNumbers } from '../../app/incoming-ports.ts';
import type { ConsoleEvents } from '../../events.ts';
import { processIn } from './call-params.ts';
import type { ApiCall, Endpoint } from './endpoint.ts';
import { numberBasics, numberSettings } from './incoming-number-input.ts';
import { id, pageQuery, processQuery, readInput, requestId } from './input.ts';

export interface IncomingNumberRoutesDeps {
  readonly incomingNumbers: IncomingNumbers;
  readonly events: Pick<ConsoleEvents, 'incomingNumberChanged'>;
}

const version = z.number().int().min(1);
const createBody = z.strictObject({ requestId, ...numberBasics });
const changeBody = z.strictObject({ requestId, version, settings: numberSettings });
const deleteQuery = processQuery.extend({ requestId, version: z.coerce.number().int().min(1) });

/** Numbers people call, and what happens to their calls. */
export function incomingNumberEndpoints(deps: IncomingNumberRoutesDeps): Endpoint[] {
  return [...readingEndpoints(deps), ...changingEndpoints(deps)];
}

function readingEndpoints({ incomingNumbers }: IncomingNumberRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/incoming-numbers',
      needs: ['incoming-number:read'],
      async handle(call) {
        const { pageSize, pageToken } = readInput(pageQuery, call.request.query);
        return incomingNumbers.list(processIn(call), { pageSize, pageToken });
      },
    },
    {
      method: 'get',
      path: '/incoming-numbers/:incomingNumberId',
      needs: ['incoming-number:read'],
      handle: (call) => incomingNumbers.get(numberIn(call)),
    },
  ];
}

function changingEndpoints({ incomingNumbers, events }: IncomingNumberRoutesDeps): Endpoint[] {
  return [
    {
      method: 'post',
      path: '/incoming-numbers',
      needs: ['incoming-number:write'],
      audit: { action: 'incoming-number.create' },
      async handle(call) {
        const { requestId: key, ...number } = readInput(createBody, call.request.body);
        const created = await incomingNumbers.create(key, processIn(call), number);
        call.note({ resourceId: created.incomingNumberId });
        events.incomingNumberChanged(call.actor.userId, created.incomingNumberId);
        return created;
      },
    },
    {
      method: 'put',
      path: '/incoming-numbers/:incomingNumberId',
      needs: ['incoming-number:write'],
      audit: { action: 'incoming-number.update' },
      async handle(call) {
        const ref = numberIn(call);
        const body = readInput(changeBody, call.request.body);
        call.note({ before: await incomingNumbers.get(ref) });
        const { requestId: key, ...change } = body;
        const changed = await incomingNumbers.change(key, { ...ref, ...change });
        events.incomingNumberChanged(call.actor.userId, ref.incomingNumberId);
        return changed;
      },
    },
    {
      method: 'delete',
      path: '/incoming-numbers/:incomingNumberId',
      needs: ['incoming-number:write'],
      audit: { action: 'incoming-number.delete' },
      async handle(call) {
        const ref = numberIn(call);
        const query = readInput(deleteQuery, call.request.query);
        await incomingNumbers.delete(query.requestId, { ...ref, version: query.version });
        events.incomingNumberChanged(call.actor.userId, ref.incomingNumberId);
      },
    },
  ];
}

function numberIn(call: ApiCall): IncomingNumberRef {
  const incomingNumberId = readInput(id, call.request.params['incomingNumberId']);
  return { processId: processIn(call), incomingNumberId };
}

import { z } from 'zod';
import type { DefaultDispositions } from '../../app/campaign-ports.ts';
import type { ConsoleEvents } from '../../events.ts';
import { dispositions as dispositionList } from './campaign-input.ts';
import { processIn } from './call-params.ts';
import type { Endpoint } from './endpoint.ts';
import { readInput, requestId } from './input.ts';

export interface DispositionRoutesDeps {
  readonly defaultDispositions: DefaultDispositions;
  readonly events: ConsoleEvents;
}

const dispositionsBody = z.strictObject({
  requestId,
  version: z.number().int().min(0),
  dispositions: dispositionList,
});

/** The dispositions that new campaigns of a process start with. */
export function dispositionEndpoints({ defaultDispositions, events }: DispositionRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/dispositions',
      needs: ['campaign:write'],
      handle: async (call) => defaultDispositions.get(processIn(call)),
    },
    {
      method: 'put',
      path: '/dispositions',
      needs: ['campaign:write'],
      audit: { action: 'dispositions.update' },
      async handle(call) {
        const { requestId: key, ...set } = readInput(dispositionsBody, call.request.body);
        const processId = processIn(call);
        call.note({ resourceId: processId, before: await defaultDispositions.get(processId) });
        const stored = await defaultDispositions.put(key, processId, set);
        events.dispositionsChanged(call.actor.userId, processId);
        return stored;
      },
    },
  ];
}

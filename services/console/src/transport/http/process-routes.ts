import { z } from 'zod';
import { createProcess, type CreateProcessDeps } from '../../app/create-process.ts';
import { firstSteps, type FirstStepsDeps } from '../../app/first-steps.ts';
import type { ConsoleEvents } from '../../events.ts';
import { processIn } from './call-params.ts';
import type { Endpoint } from './endpoint.ts';
import { readInput, requestId, text, zone } from './input.ts';

export type ProcessRoutesDeps = CreateProcessDeps & FirstStepsDeps & { readonly events: ConsoleEvents };

const settings = { name: text(100).trim().min(1), timeZone: zone };
const updateBody = z.strictObject({ requestId, version: z.number().int().positive(), ...settings });
const createBody = z.strictObject({ requestId, ...settings });

/** The process that is worked in, and new ones. */
export function processEndpoints(deps: ProcessRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/process',
      needs: ['process:read'],
      handle: async (call) => deps.processes.get(processIn(call)),
    },
    {
      method: 'get',
      path: '/process/first-steps',
      needs: ['process:write'],
      handle: async (call) => firstSteps(deps, processIn(call)),
    },
    {
      method: 'put',
      path: '/process',
      needs: ['process:write'],
      audit: { action: 'process.update' },
      async handle(call) {
        const processId = processIn(call);
        const { requestId: key, ...change } = readInput(updateBody, call.request.body);
        call.note({ resourceId: processId, before: await deps.processes.get(processId) });
        const stored = await deps.processes.update(key, { processId, ...change });
        deps.events.processChanged(call.actor.userId, processId);
        return stored;
      },
    },
    {
      method: 'post',
      path: '/processes',
      needs: ['process:write'],
      audit: { action: 'process.create', chain: 'installation' },
      async handle({ request, actor, note }) {
        const created = await createProcess(deps, actor, readInput(createBody, request.body));
        note({ resourceId: created.processId });
        deps.events.processCreated(actor.userId, created.processId);
        return created;
      },
    },
  ];
}

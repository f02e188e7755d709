import { z } from 'zod';
import { processOf } from '../../app/actor.ts';
import type { Removals } from '../../app/removal-port.ts';
import { processIn } from './call-params.ts';
import type { Endpoint } from './endpoint.ts';
import { id, pageQuery, processQuery, readInput, requestId, text } from './input.ts';

export interface RemovalRoutesDeps {
  removals: Removals;
}

const targetBody = z.strictObject({
  requestId,
  name: text(100).trim().min(1),
  url: z.string().min(1).max(2048),
});
const secretBody = z.strictObject({ requestId, endSecretId: z.union([id, z.literal('')]).default('') });
const requestBody = z.strictObject({ requestId });
const deleteQuery = processQuery.extend({ requestId });
const deliveriesQuery = pageQuery.extend({ state: z.enum(['pending', 'delivered', 'failed']).optional() });
const deliveryId = z.string().regex(/^[A-Za-z0-9_.-]{1,256}$/, 'not an identifier');

/** Systems that are told of erased leads, and what became of each message. */
export function removalEndpoints({ removals }: RemovalRoutesDeps): Endpoint[] {
  return [...targetEndpoints(removals), ...deliveryEndpoints(removals)];
}

function targetEndpoints(removals: Removals): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/removal-targets',
      needs: ['webhook:read'],
      handle: async (call) => ({ targets: await removals.targets(processIn(call)) }),
    },
    {
      method: 'post',
      path: '/removal-targets',
      needs: ['webhook:write'],
      audit: { action: 'webhook.add' },
      async handle(call) {
        const body = readInput(targetBody, call.request.body);
        const made = await removals.createTarget(processIn(call), { ...body, createdBy: call.actor.userId });
        call.note({ resourceId: made.target.targetId, after: made.target });
        return made;
      },
    },
    {
      method: 'post',
      path: '/removal-targets/:targetId/secrets',
      needs: ['webhook:write'],
      audit: { action: 'webhook.rotate' },
      async handle(call) {
        const targetId = readInput(id, call.request.params['targetId']);
        const command = readInput(secretBody, call.request.body);
        const rotated = await removals.rotateSecret(processIn(call), targetId, command);
        call.note({ after: rotated.target });
        return rotated;
      },
    },
    {
      method: 'delete',
      path: '/removal-targets/:targetId',
      needs: ['webhook:write'],
      audit: { action: 'webhook.remove' },
      async handle({ request, actor }) {
        const query = readInput(deleteQuery, request.query);
        const targetId = readInput(id, request.params['targetId']);
        await removals.deleteTarget(processOf(actor, query.processId), targetId, query.requestId);
      },
    },
  ];
}

function deliveryEndpoints(removals: Removals): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/removal-deliveries',
      needs: ['webhook:read'],
      async handle({ request, actor }) {
        const { processId, ...ask } = readInput(deliveriesQuery, request.query);
        return removals.deliveries(processOf(actor, processId), { ...ask, state: ask.state });
      },
    },
    {
      method: 'post',
      path: '/removal-deliveries/:deliveryId/retry',
      needs: ['webhook:write'],
      audit: { action: 'webhook.retry' },
      async handle(call) {
        const { requestId: key } = readInput(requestBody, call.request.body);
        return removals.retry(processIn(call), readInput(deliveryId, call.request.params['deliveryId']), key);
      },
    },
  ];
}

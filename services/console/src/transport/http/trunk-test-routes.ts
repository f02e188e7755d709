import { z } from 'zod';
import { processOf } from '../../app/actor.ts';
import type { TrunkTests } from '../../app/telephony-ports.ts';
import type { TestNumbersView } from '../../app/views/telephony.ts';
import type { ConsoleEvents } from '../../events.ts';
import type { Endpoint } from './endpoint.ts';
import { e164, id, processQuery, readInput, requestId, text } from './input.ts';

export interface TrunkTestRoutesDeps {
  readonly trunkTests: TrunkTests;
  readonly events: ConsoleEvents;
}

const numberBody = z.strictObject({
  requestId,
  phone: e164,
  name: text(100).default(''),
  /** Empty: every trunk may call it. */
  trunkId: z.union([id, z.literal('')]).default(''),
});
const deleteQuery = processQuery.extend({ requestId, phone: e164 });
const testBody = z.strictObject({ requestId, phone: e164, callerId: e164 });

/** The numbers that trunks may be tried with, and the calls that try them. */
export function trunkTestEndpoints(deps: TrunkTestRoutesDeps): Endpoint[] {
  const { trunkTests } = deps;
  return [
    {
      method: 'get',
      path: '/telephony/test-numbers',
      needs: ['telephony:read'],
      async handle({ request, actor }): Promise<TestNumbersView> {
        const { processId } = readInput(processQuery, request.query);
        return { numbers: await trunkTests.numbers(processOf(actor, processId)) };
      },
    },
    {
      method: 'post',
      path: '/telephony/test-numbers',
      needs: ['telephony:write'],
      audit: { action: 'test-number.put' },
      async handle({ request, actor }) {
        const processId = processOf(actor, readInput(processQuery, request.query).processId);
        const body = readInput(numberBody, request.body);
        return trunkTests.putNumber(processId, { ...body, createdBy: actor.userId });
      },
    },
    {
      method: 'delete',
      path: '/telephony/test-numbers',
      needs: ['telephony:write'],
      audit: { action: 'test-number.remove' },
      async handle({ request, actor, note }) {
        const query = readInput(deleteQuery, request.query);
        const processId = processOf(actor, query.processId);
        await trunkTests.deleteNumber(processId, query.phone, query.requestId);
        note({ before: { phone: query.phone } });
      },
    },
    {
      method: 'post',
      path: '/telephony/trunks/:trunkId/test-calls',
      needs: ['telephony:test'],
      audit: { action: 'trunk.test' },
      async handle({ request, actor, note }) {
        const processId = processOf(actor, readInput(processQuery, request.query).processId);
        const trunkId = readInput(id, request.params['trunkId']);
        const body = readInput(testBody, request.body);
        note({ before: { phone: body.phone, callerId: body.callerId } });
        const attemptId = await trunkTests.place(processId, { ...body, trunkId, actorId: actor.userId });
        deps.events.trunkTested(actor.userId, trunkId, attemptId);
        return { attemptId };
      },
    },
  ];
}

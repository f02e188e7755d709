import { z } from 'zod';
import { processOf } from '../../app/actor.ts';
import type { Exclusions } from '../../app/exclusion-ports.ts';
import { EXCLUSION_CAUSES, NUMBERS_A_BATCH_MAX } from '../../app/views/exclusions.ts';
import type { ConsoleEvents } from '../../events.ts';
import { processIn } from './call-params.ts';
import { STREAMING, type Endpoint } from './endpoint.ts';
import { sendExclusionsCsv } from './exclusions-csv.ts';
import { e164, pageQuery, processQuery, readInput, requestId, text } from './input.ts';

export interface ExclusionRoutesDeps {
  exclusions: Exclusions;
  events: ConsoleEvents;
}

const terms = {
  requestId,
  cause: z.enum(EXCLUSION_CAUSES),
  note: text(1000).default(''),
  expiresAt: z.int().positive().optional(),
};
const customerId = text(256).trim().min(1);
const attribute = z
  .string()
  .regex(/^(?:[a-z][a-z0-9_]{0,63}|custom\.[A-Za-z][A-Za-z0-9_]{0,63})$/, 'not a field');
const entryBody = z.discriminatedUnion('kind', [
  z.strictObject({ ...terms, kind: z.literal('number'), phone: e164 }),
  z.strictObject({ ...terms, kind: z.literal('customer'), customerId }),
  z.strictObject({ ...terms, kind: z.literal('combined'), phone: e164, customerId }),
  z.strictObject({ ...terms, kind: z.literal('attribute'), attribute, value: text(256).trim().min(1) }),
]);
const batchBody = z.strictObject({
  ...terms,
  /** As they stand in the file. */
  numbers: z.array(z.string().max(64)).min(1).max(NUMBERS_A_BATCH_MAX),
  country: z
    .string()
    .regex(/^(?:[A-Z]{2})?$/, 'two capital letters')
    .default(''),
});
const listQuery = pageQuery.extend({ search: text(100).default('') });
const deleteQuery = processQuery.extend({ requestId, exclusionId: z.string().min(1).max(64) });

/** The do-not-call list. */
export function exclusionEndpoints(deps: ExclusionRoutesDeps): Endpoint[] {
  return [listing(deps), exporting(deps), adding(deps), uploading(deps), removing(deps)];
}

function listing(deps: ExclusionRoutesDeps): Endpoint {
  return {
    method: 'get',
    path: '/exclusions',
    needs: ['exclusion:read'],
    async handle({ request, actor }) {
      const { processId, ...ask } = readInput(listQuery, request.query);
      return deps.exclusions.list(processOf(actor, processId), ask);
    },
  };
}

function exporting(deps: ExclusionRoutesDeps): Endpoint {
  return {
    method: 'get',
    path: '/exclusions/export',
    file: 'export',
    needs: ['exclusion:read'],
    audit: { action: 'exclusion.export' },
    async handle(call) {
      await sendExclusionsCsv(deps.exclusions, processIn(call), call.response);
      return STREAMING;
    },
  };
}

function adding(deps: ExclusionRoutesDeps): Endpoint {
  return {
    method: 'post',
    path: '/exclusions',
    needs: ['exclusion:write'],
    audit: { action: 'exclusion.add' },
    async handle(call) {
      const processId = processIn(call);
      const body = readInput(entryBody, call.request.body);
      const stored = await deps.exclusions.create(processId, { ...body, createdBy: call.actor.userId });
      deps.events.exclusionAdded(call.actor.userId, processId);
      return stored;
    },
  };
}

function uploading(deps: ExclusionRoutesDeps): Endpoint {
  return {
    method: 'post',
    path: '/exclusions/numbers',
    needs: ['exclusion:write'],
    audit: { action: 'exclusion.upload' },
    async handle(call) {
      const processId = processIn(call);
      const body = readInput(batchBody, call.request.body);
      const answer = await deps.exclusions.addNumbers(processId, { ...body, createdBy: call.actor.userId });
      deps.events.exclusionAdded(call.actor.userId, processId);
      return answer;
    },
  };
}

function removing(deps: ExclusionRoutesDeps): Endpoint {
  return {
    method: 'delete',
    path: '/exclusions',
    needs: ['exclusion:write'],
    audit: { action: 'exclusion.remove' },
    async handle({ request, actor, note }) {
      const query = readInput(deleteQuery, request.query);
      const processId = processOf(actor, query.processId);
      await deps.exclusions.delete(processId, query.exclusionId, query.requestId);
      note({ before: { exclusionId: query.exclusionId } });
      deps.events.exclusionRemoved(actor.userId, processId);
    },
  };
}

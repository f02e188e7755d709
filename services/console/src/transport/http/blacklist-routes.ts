import { z } from 'zod';
import { processOf } from '../../app/actor.ts';
import type { Blacklist } from '../../app/exclusion-ports.ts';
import type { ConsoleEvents } from '../../events.ts';
import { processIn } from './call-params.ts';
import type { Endpoint } from './endpoint.ts';
import { pageQuery, processQuery, readInput, requestId, text } from './input.ts';

export interface BlacklistRoutesDeps {
  blacklist: Blacklist;
  events: ConsoleEvents;
}

const pattern = z
  .string()
  .regex(
    /^\+(?:[1-9]\d{6,14}|[1-9]\d{1,13}\*)$/,
    'a number like +12025550123, or its beginning and a star: +1900*',
  );
const entryBody = z.strictObject({
  requestId,
  pattern,
  direction: z.enum(['inbound', 'outbound', 'both']).default('inbound'),
  cause: text(200).default(''),
  expiresAt: z.int().positive().optional(),
});
const deleteQuery = processQuery.extend({ requestId, pattern });

/** Numbers that are blocked, calling or called. */
export function blacklistEndpoints(deps: BlacklistRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/blacklist',
      needs: ['blacklist:read'],
      async handle({ request, actor }) {
        const { processId, ...page } = readInput(pageQuery, request.query);
        return deps.blacklist.list(processOf(actor, processId), page);
      },
    },
    {
      method: 'post',
      path: '/blacklist',
      needs: ['blacklist:write'],
      audit: { action: 'blacklist.put' },
      async handle(call) {
        const processId = processIn(call);
        const { userId } = call.actor;
        const body = readInput(entryBody, call.request.body);
        const stored = await deps.blacklist.put(processId, { ...body, createdBy: userId });
        deps.events.blacklistChanged(userId, processId);
        return stored;
      },
    },
    {
      method: 'delete',
      path: '/blacklist',
      needs: ['blacklist:write'],
      audit: { action: 'blacklist.remove' },
      async handle({ request, actor, note }) {
        const query = readInput(deleteQuery, request.query);
        const processId = processOf(actor, query.processId);
        await deps.blacklist.delete(processId, query.pattern, query.requestId);
        note({ before: { pattern: query.pattern } });
        deps.events.blacklistChanged(actor.userId, processId);
      },
    },
  ];
}

import { z } from 'zod';
import { processOf } from '../../app/actor.ts';
import type { Campaigns } from '../../app/campaign-ports.ts';
import { splitList } from '../../app/split-list.ts';
import type { Lists } from '../../app/list-ports.ts';
import type { Endpoint } from './endpoint.ts';
import { id, pageQuery, processQuery, readInput, requestId, text } from './input.ts';
import { listIn, listOrProspectsIn, processIn } from './call-params.ts';

export interface ListRoutesDeps {
  lists: Lists;
  campaigns: Campaigns;
}

const SHARES_MAX = 200;
const PHONES_MAX = 10;

const listBody = z.strictObject({
  requestId,
  name: text(256).trim().min(1, 'is required'),
  timeZone: text(64).default(''),
  owner: text(256).default(''),
  description: text(2000).default(''),
});
const changeBody = listBody.extend({ version: z.number().int().min(1) });
const enabledBody = z.strictObject({ requestId, enabled: z.boolean() });
const deleteQuery = processQuery.extend({ requestId });
const country = z.string().regex(/^([A-Z]{2})?$/, 'two capital letters');
/** One person as typed. */
export const contactBody = z.strictObject({
  requestId,
  phones: z.array(text(64)).min(1).max(PHONES_MAX),
  defaultCountry: country.default(''),
  firstName: text(256).default(''),
  lastName: text(256).default(''),
  email: text(320).default(''),
  timeZone: text(64).default(''),
  ownershipCode: text(64).trim().default(''),
  custom: z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,62}$/), text(4096)).default({}),
});
const splitBody = z.strictObject({
  requestId,
  shares: z
    .array(
      z.strictObject({
        name: text(256).trim().min(1),
        owner: text(256).default(''),
        agentId: id.or(z.literal('')).default(''),
      }),
    )
    .min(2, 'at least two lists')
    .max(SHARES_MAX),
});

/** Lead lists. */
export function listEndpoints(deps: ListRoutesDeps): Endpoint[] {
  return [...readingEndpoints(deps), ...changingEndpoints(deps), ...fillingEndpoints(deps)];
}

function readingEndpoints({ lists }: ListRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/lists',
      needs: ['list:read'],
      async handle({ request, actor }) {
        const { processId, ...page } = readInput(pageQuery, request.query);
        return lists.list(processOf(actor, processId), page);
      },
    },
    {
      method: 'get',
      path: '/lists/:listId',
      needs: ['list:read'],
      handle: async (call) => lists.get(processIn(call), listIn(call)),
    },
  ];
}

function changingEndpoints({ lists }: ListRoutesDeps): Endpoint[] {
  return [
    {
      method: 'post',
      path: '/lists',
      needs: ['list:write'],
      audit: { action: 'list.create' },
      async handle(call) {
        const list = await lists.create(processIn(call), readInput(listBody, call.request.body));
        call.note({ resourceId: list.listId });
        return list;
      },
    },
    {
      method: 'put',
      path: '/lists/:listId',
      needs: ['list:write'],
      audit: { action: 'list.change' },
      handle: async (call) =>
        lists.change(processIn(call), listIn(call), readInput(changeBody, call.request.body)),
    },
    {
      method: 'put',
      path: '/lists/:listId/enabled',
      needs: ['list:write'],
      audit: { action: 'list.enable' },
      handle: async (call) =>
        lists.setEnabled(processIn(call), listIn(call), readInput(enabledBody, call.request.body)),
    },
    {
      method: 'delete',
      path: '/lists/:listId',
      needs: ['list:delete'],
      audit: { action: 'list.delete' },
      async handle(call) {
        const query = readInput(deleteQuery, call.request.query);
        await lists.delete(processOf(call.actor, query.processId), listIn(call), query.requestId);
      },
    },
  ];
}

function fillingEndpoints(deps: ListRoutesDeps): Endpoint[] {
  const { lists } = deps;
  return [
    {
      method: 'post',
      path: '/lists/:listId/contacts',
      needs: ['list:write'],
      audit: { action: 'list.add-contact' },
      async handle(call) {
        const body = readInput(contactBody, call.request.body);
        return lists.addContact(processIn(call), listOrProspectsIn(call), body);
      },
    },
    {
      method: 'post',
      path: '/lists/:listId/split',
      needs: ['list:write'],
      audit: { action: 'list.split' },
      async handle(call) {
        const body = readInput(splitBody, call.request.body);
        const ref = { processId: processIn(call), listId: listIn(call) };
        return { lists: await splitList(deps, ref, { ...body, userId: call.actor.userId }) };
      },
    },
  ];
}

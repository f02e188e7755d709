import { reasonError } from '@firstring/contracts';
import type { FilterNode } from '@firstring/domain/filters';
import { z } from 'zod';
import { type Actor, processOf } from '../../app/actor.ts';
import type { Filters, StoredFilter } from '../../app/filter-ports.ts';
import type { FilterView } from '../../app/views/filters.ts';
import { mayAskOf, mayChangeFilter, maySeeFilter } from '../../domain/filter-rights.ts';
import { processIn } from './call-params.ts';
import type { ApiCall, Endpoint } from './endpoint.ts';
import { filterBody, root } from './filter-input.ts';
import { id, processQuery, readInput, requestId, text } from './input.ts';

export interface FilterRoutesDeps {
  filters: Filters;
}

const listQuery = processQuery.extend({
  level: z.enum(['system', 'campaign', 'segment']).optional(),
  campaignId: id.or(z.literal('')).default(''),
});
const requestQuery = processQuery.extend({ requestId });
const enabledBody = z.object({ requestId, enabled: z.boolean() });
const NOT_STORED = { unaudited: 'asks, changes nothing' };

/** Filters and segments. Whose each is, is asked of `mayChangeFilter` and of nothing else. */
export function filterEndpoints(deps: FilterRoutesDeps): Endpoint[] {
  return [...reading(deps), ...asking(deps), making(deps), replacing(deps), switching(deps), deleting(deps)];
}

function reading({ filters }: FilterRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/filters',
      needs: ['filter:read'],
      async handle({ request, actor }) {
        const { processId, level, campaignId } = readInput(listQuery, request.query);
        const found = await filters.list(processOf(actor, processId), { level, campaignId });
        return {
          filters: found.filter((filter) => maySeeFilter(actor, filter)).map((filter) => seen(actor, filter)),
        };
      },
    },
    {
      method: 'get',
      path: '/filters/attributes',
      needs: ['filter:read'],
      async handle(call) {
        return filters.attributes(processIn(call));
      },
    },
    {
      method: 'get',
      path: '/filters/:filterId',
      needs: ['filter:read'],
      async handle(call) {
        return seen(call.actor, await readVisible(filters, call));
      },
    },
  ];
}

function asking({ filters }: FilterRoutesDeps): Endpoint[] {
  const rootBody = z.object({ root });
  return [
    {
      method: 'post',
      path: '/filters/impact',
      needs: ['filter:read'],
      audit: NOT_STORED,
      async handle(call) {
        const { root: asked } = readInput(rootBody, call.request.body);
        requireMayAsk(call.actor, asked);
        return filters.impact(processIn(call), asked);
      },
    },
    {
      method: 'post',
      path: '/filters/criteria/parse',
      needs: ['filter:read'],
      audit: NOT_STORED,
      async handle(call) {
        const { criteria } = readInput(z.object({ criteria: text(60_000) }), call.request.body);
        const parsed = await filters.parse(processIn(call), criteria);
        if (parsed.type === 'parsed') requireMayAsk(call.actor, parsed.root);
        return parsed;
      },
    },
    {
      method: 'post',
      path: '/filters/criteria/print',
      needs: ['filter:read'],
      audit: NOT_STORED,
      async handle(call) {
        return filters.print(processIn(call), readInput(rootBody, call.request.body).root);
      },
    },
  ];
}

function making({ filters }: FilterRoutesDeps): Endpoint {
  return {
    method: 'post',
    path: '/filters',
    needs: ['filter:write', 'system-filter:write'],
    audit: { action: 'filter.create' },
    async handle(call) {
      const body = readInput(filterBody, call.request.body);
      const ownerUserId = call.actor.userId;
      requireMayChange(call.actor, { ...body, ownerUserId });
      requireMayAsk(call.actor, body.root);
      const stored = await filters.put(processIn(call), { ...body, ownerUserId, filterId: '', version: '0' });
      call.note({ resourceId: stored.filterId });
      return seen(call.actor, stored);
    },
  };
}

function replacing({ filters }: FilterRoutesDeps): Endpoint {
  return {
    method: 'put',
    path: '/filters/:filterId',
    needs: ['filter:write', 'system-filter:write'],
    audit: { action: 'filter.change' },
    async handle(call) {
      const before = await readChangeable(filters, call);
      const body = readInput(filterBody, call.request.body);
      requireMayAsk(call.actor, body.root);
      call.note({ before });
      const { filterId, ownerUserId } = before;
      return seen(call.actor, await filters.put(processIn(call), { ...body, filterId, ownerUserId }));
    },
  };
}

function switching({ filters }: FilterRoutesDeps): Endpoint {
  return {
    method: 'put',
    path: '/filters/:filterId/enabled',
    needs: ['filter:write', 'system-filter:write'],
    audit: { action: 'filter.switch' },
    async handle(call) {
      const before = await readChangeable(filters, call);
      const body = readInput(enabledBody, call.request.body);
      call.note({ before });
      return seen(call.actor, await filters.put(processIn(call), { ...before, ...body }));
    },
  };
}

function deleting({ filters }: FilterRoutesDeps): Endpoint {
  return {
    method: 'delete',
    path: '/filters/:filterId',
    needs: ['filter:write', 'system-filter:write'],
    audit: { action: 'filter.delete' },
    async handle(call) {
      const before = await readChangeable(filters, call);
      call.note({ before });
      const query = readInput(requestQuery, call.request.query);
      await filters.delete(processIn(call), before.filterId, query.requestId);
    },
  };
}

async function readVisible(filters: Filters, call: ApiCall): Promise<StoredFilter> {
  const filter = await filters.get(processIn(call), readInput(id, call.request.params['filterId']));
  if (!maySeeFilter(call.actor, filter)) throw reasonError('FILTER_NOT_FOUND');
  return filter;
}

async function readChangeable(filters: Filters, call: ApiCall): Promise<StoredFilter> {
  const filter = await readVisible(filters, call);
  requireMayChange(call.actor, filter);
  return filter;
}

function requireMayChange(actor: Actor, filter: Parameters<typeof mayChangeFilter>[1]): void {
  if (!mayChangeFilter(actor, filter)) throw reasonError('PERMISSION_DENIED');
}

/** 403 for personal fields. */
function requireMayAsk(actor: Actor, root: FilterNode): void {
  if (!mayAskOf(actor, root)) throw reasonError('PERMISSION_DENIED');
}

function seen(actor: Actor, filter: StoredFilter): FilterView {
  return { ...filter, editable: mayChangeFilter(actor, filter) };
}

import { reasonError } from '@firstring/contracts';
import { z } from 'zod';
import { type Actor, processOf } from '../../app/actor.ts';
import type { Filters, StoredFilterGroup } from '../../app/filter-ports.ts';
import type { FilterGroupView } from '../../app/views/filters.ts';
import { mayChangeGroup } from '../../domain/filter-rights.ts';
import { processIn } from './call-params.ts';
import type { ApiCall, Endpoint } from './endpoint.ts';
import { groupBody } from './filter-input.ts';
import type { FilterRoutesDeps } from './filter-routes.ts';
import { id, processQuery, readInput, requestId } from './input.ts';

const listQuery = processQuery.extend({ campaignId: id.or(z.literal('')).default('') });
const requestQuery = processQuery.extend({ requestId });

/** Filter groups. Whose each is, is asked of `mayChangeGroup` and of nothing else. */
export function filterGroupEndpoints(deps: FilterRoutesDeps): Endpoint[] {
  return [...reading(deps), making(deps), replacing(deps), deleting(deps), allowing(deps)];
}

function reading({ filters }: FilterRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/filter-groups',
      needs: ['filter-group:read'],
      async handle({ request, actor }) {
        const { processId, campaignId } = readInput(listQuery, request.query);
        const groups = await filters.listGroups(processOf(actor, processId), campaignId);
        return { groups: groups.map((group) => seen(actor, group)) };
      },
    },
    {
      method: 'get',
      path: '/filter-groups/:filterGroupId',
      needs: ['filter-group:read'],
      async handle(call) {
        return seen(call.actor, await read(filters, call));
      },
    },
  ];
}

function making({ filters }: FilterRoutesDeps): Endpoint {
  return {
    method: 'post',
    path: '/filter-groups',
    needs: ['filter-group:write', 'system-filter-group:write'],
    audit: { action: 'filter-group.create' },
    async handle(call) {
      const body = readInput(groupBody, call.request.body);
      requireMayChange(call.actor, body);
      const stored = await filters.putGroup(processIn(call), { ...body, filterGroupId: '', version: '0' });
      call.note({ resourceId: stored.filterGroupId });
      return seen(call.actor, stored);
    },
  };
}

function replacing({ filters }: FilterRoutesDeps): Endpoint {
  return {
    method: 'put',
    path: '/filter-groups/:filterGroupId',
    needs: ['filter-group:write', 'system-filter-group:write'],
    audit: { action: 'filter-group.change' },
    async handle(call) {
      const before = await readChangeable(filters, call);
      const body = readInput(groupBody, call.request.body);
      call.note({ before });
      const { filterGroupId } = before;
      return seen(call.actor, await filters.putGroup(processIn(call), { ...body, filterGroupId }));
    },
  };
}

function deleting({ filters }: FilterRoutesDeps): Endpoint {
  return {
    method: 'delete',
    path: '/filter-groups/:filterGroupId',
    needs: ['filter-group:write', 'system-filter-group:write'],
    audit: { action: 'filter-group.delete' },
    async handle(call) {
      const before = await readChangeable(filters, call);
      call.note({ before });
      const query = readInput(requestQuery, call.request.query);
      await filters.deleteGroup(processIn(call), before.filterGroupId, query.requestId);
    },
  };
}

/** the entitlement of a process. */
function allowing({ filters }: FilterRoutesDeps): Endpoint {
  return {
    method: 'put',
    path: '/filter-group-entitlement',
    needs: ['system-filter-group:write'],
    audit: { action: 'filter-group.entitle' },
    async handle(call) {
      const body = readInput(z.object({ requestId, allowed: z.boolean() }), call.request.body);
      call.note({ after: body.allowed });
      await filters.allowGroups(processIn(call), body.allowed, body.requestId);
    },
  };
}

function read(filters: Filters, call: ApiCall): Promise<StoredFilterGroup> {
  return filters.getGroup(processIn(call), readInput(id, call.request.params['filterGroupId']));
}

async function readChangeable(filters: Filters, call: ApiCall): Promise<StoredFilterGroup> {
  const group = await read(filters, call);
  requireMayChange(call.actor, group);
  return group;
}

function requireMayChange(actor: Actor, group: Parameters<typeof mayChangeGroup>[1]): void {
  if (!mayChangeGroup(actor, group)) throw reasonError('PERMISSION_DENIED');
}

function seen(actor: Actor, group: StoredFilterGroup): FilterGroupView {
  return { ...group, editable: mayChangeGroup(actor, group) };
}

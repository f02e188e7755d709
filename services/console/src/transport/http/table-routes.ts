import { z } from 'zod';
import { processOf } from '../../app/actor.ts';
import type { Filters } from '../../app/filter-ports.ts';
import type { Lists } from '../../app/list-ports.ts';
import type { Tables } from '../../app/table-ports.ts';
import { processIn } from './call-params.ts';
import type { Endpoint } from './endpoint.ts';
import { root } from './filter-input.ts';
import { id, pageQuery, readInput, requestId, text } from './input.ts';

export interface TableRoutesDeps {
  tables: Tables;
  lists: Lists;
  filters: Filters;
}

const REVIEWED_MAX = 1000;
const RULES_MAX = 200;
const LISTS_MAX = 1000;

const version = z.number().int().min(0);
const definitionBody = z.strictObject({ requestId, primaryField: text(80), version });
const reviewBody = z.strictObject({
  requestId,
  prospectIds: z.array(id).min(1).max(REVIEWED_MAX),
  listId: id.or(z.literal('')),
});
const rulesBody = z.strictObject({
  requestId,
  version,
  rules: z
    .array(z.strictObject({ name: text(256).trim().min(1), root, listId: id, enabled: z.boolean() }))
    .max(RULES_MAX),
});

/** Table definition, prospects and distribution rules. */
export function tableEndpoints(deps: TableRoutesDeps): Endpoint[] {
  return [...definitionEndpoints(deps), ...prospectEndpoints(deps), ...ruleEndpoints(deps)];
}

function definitionEndpoints({ tables }: TableRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/table-definition',
      needs: ['table-definition:read'],
      handle: async (call) => tables.definition(processIn(call)),
    },
    {
      method: 'put',
      path: '/table-definition',
      needs: ['table-definition:write'],
      audit: { action: 'table-definition.change' },
      handle: async (call) => tables.define(processIn(call), readInput(definitionBody, call.request.body)),
    },
  ];
}

function prospectEndpoints({ tables }: TableRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/prospects',
      needs: ['prospect:read'],
      async handle({ request, actor }) {
        const { processId, ...page } = readInput(pageQuery, request.query);
        return tables.prospects(processOf(actor, processId), page);
      },
    },
    {
      method: 'post',
      path: '/prospects/review',
      needs: ['prospect:review'],
      audit: { action: 'prospect.review' },
      handle: async (call) => tables.review(processIn(call), readInput(reviewBody, call.request.body)),
    },
  ];
}

/** Whoever keeps the rules need not see lists or filters: what a rule may name comes with them. */
function ruleEndpoints({ tables, lists, filters }: TableRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/distribution-rules',
      needs: ['distribution-rule:read'],
      async handle(call) {
        const processId = processIn(call);
        const [stored, { attributes }, page] = await Promise.all([
          tables.rules(processId),
          filters.attributes(processId),
          lists.list(processId, { pageSize: LISTS_MAX, pageToken: '' }),
        ]);
        return {
          ...stored,
          attributes,
          lists: page.lists.filter(({ deleting }) => !deleting).map(({ listId, name }) => ({ listId, name })),
        };
      },
    },
    {
      method: 'put',
      path: '/distribution-rules',
      needs: ['distribution-rule:write'],
      audit: { action: 'distribution-rule.change' },
      handle: async (call) => tables.putRules(processIn(call), readInput(rulesBody, call.request.body)),
    },
  ];
}

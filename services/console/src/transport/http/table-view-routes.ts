import { z } from 'zod';
import {
  changeTableView,
  createTableView,
  deleteTableView,
  listTableViews,
  type TableViewsDeps,
} from '../../app/table-views.ts';
import { TABLE_NAMES, VIEW_NAME_MAX, VIEW_VALUE_MAX, viewedTable } from '../../domain/table-views.ts';
import { processIn } from './call-params.ts';
import type { Endpoint } from './endpoint.ts';
import { processQuery, readInput, requestId, text } from './input.ts';

const table = z.enum(TABLE_NAMES);
const viewFields = {
  requestId,
  table,
  shared: z.boolean(),
  name: text(VIEW_NAME_MAX).trim().min(1, 'write a name'),
  query: z.record(z.string().max(64), text(VIEW_VALUE_MAX).min(1)),
};
const createBody = z.strictObject(viewFields).superRefine(keepsOnly);
const changeBody = z.strictObject({ ...viewFields, version: z.number().int().min(1) }).superRefine(keepsOnly);
const listQuery = processQuery.extend({ table });
const deleteQuery = listQuery.extend({ requestId, shared: z.enum(['true', 'false']) });
const viewId = requestId;

function keepsOnly(
  body: { table: z.infer<typeof table>; query: Readonly<Record<string, string>> },
  context: z.RefinementCtx,
): void {
  const { keeps } = viewedTable(body.table);
  if (Object.keys(body.query).every((name) => keeps.includes(name))) return;
  context.addIssue({
    code: 'custom',
    path: ['query'],
    message: 'has a part that views of this table do not keep',
  });
}

/** Saved views of tables: one's own, and those of everybody in the process who reads the table. */
export function tableViewEndpoints(deps: TableViewsDeps): Endpoint[] {
  return [listing(deps), creating(deps), changing(deps), deleting(deps)];
}

function listing(deps: TableViewsDeps): Endpoint {
  return {
    method: 'get',
    path: '/views',
    needs: ['view:use'],
    handle: (call) =>
      listTableViews(deps, call.actor, {
        processId: processIn(call),
        table: readInput(listQuery, call.request.query).table,
      }),
  };
}

function creating(deps: TableViewsDeps): Endpoint {
  return {
    method: 'post',
    path: '/views',
    needs: ['view:use', 'view:share'],
    audit: { action: 'view.create' },
    async handle(call) {
      const body = readInput(createBody, call.request.body);
      const { requestId: key, name, query } = body;
      const shelf = { processId: processIn(call), table: body.table, shared: body.shared };
      call.note({ resourceId: key });
      return createTableView(deps, call.actor, { shelf, viewId: key, name, query });
    },
  };
}

function changing(deps: TableViewsDeps): Endpoint {
  return {
    method: 'put',
    path: '/views/:viewId',
    needs: ['view:use', 'view:share'],
    audit: { action: 'view.update' },
    async handle(call) {
      const { name, query, version, ...body } = readInput(changeBody, call.request.body);
      const shelf = { processId: processIn(call), table: body.table, shared: body.shared };
      const id = readInput(viewId, call.request.params['viewId']);
      return changeTableView(deps, call.actor, { shelf, viewId: id, name, query, version });
    },
  };
}

function deleting(deps: TableViewsDeps): Endpoint {
  return {
    method: 'delete',
    path: '/views/:viewId',
    needs: ['view:use', 'view:share'],
    audit: { action: 'view.delete' },
    async handle(call) {
      const asked = readInput(deleteQuery, call.request.query);
      const shelf = { processId: processIn(call), table: asked.table, shared: asked.shared === 'true' };
      const id = readInput(viewId, call.request.params['viewId']);
      const before = await deleteTableView(deps, call.actor, { shelf, viewId: id });
      call.note(before === undefined ? {} : { before });
    },
  };
}

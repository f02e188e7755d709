import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { processOf } from '../../app/actor.ts';
import {
  chainOf,
  exportAudit,
  readAudit,
  verifyAudit,
  type AuditAsk,
  type ReadAuditDeps,
} from '../../app/audit/read-audit.ts';
import { STREAMING, type ApiCall, type Endpoint } from './endpoint.ts';
import { id, pageQuery, processQuery, readInput } from './input.ts';

const scope = z.enum(['process', 'installation']).default('process');
const instant = z.coerce.number().int().min(0).max(8.64e15).optional();
const optionalId = id.or(z.literal('')).default('');
const filter = {
  userId: optionalId,
  action: z
    .string()
    .regex(/^[a-z-]*(\.[a-z-]*)?$/, 'not an action')
    .max(128)
    .default(''),
  resourceId: optionalId,
  fromAt: instant,
  toAt: instant,
};
const scopeQuery = processQuery.extend({ scope });
const filterQuery = scopeQuery.extend(filter);
const listQuery = pageQuery.extend({ scope, ...filter });

/** The audit: its records, whether they are as they were written, and all of them to take away. */
export function auditEndpoints(deps: ReadAuditDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/audit',
      needs: ['audit:read'],
      async handle(call) {
        const { pageSize, pageToken, userId, action, resourceId, fromAt, toAt } = readInput(
          listQuery,
          call.request.query,
        );
        const wanted = { userId, action, resourceId, fromAt, toAt };
        return readAudit(deps, call.actor, { ...asked(call), filter: wanted, pageSize, pageToken });
      },
    },
    {
      method: 'get',
      path: '/audit/verdict',
      needs: ['audit:read'],
      handle: async (call) => verifyAudit(deps, call.actor, asked(call)),
    },
    {
      method: 'get',
      path: '/audit/export',
      file: 'export',
      needs: ['audit:read'],
      audit: { action: 'audit.export' },
      handle: async (call) => sendExport(deps, call),
    },
  ];
}

function asked({ request, actor }: ApiCall): AuditAsk {
  const query = readInput(scopeQuery, request.query);
  return { scope: query.scope, processId: processOf(actor, query.processId) };
}

async function sendExport(deps: ReadAuditDeps, call: ApiCall): Promise<typeof STREAMING> {
  const ask = asked(call);
  const { userId, action, resourceId, fromAt, toAt } = readInput(filterQuery, call.request.query);
  const wanted = { userId, action, resourceId, fromAt, toAt };
  const { response } = call;
  response.status(200).set({
    'Content-Type': 'application/x-ndjson',
    'Content-Disposition': `attachment; filename="audit-${chainOf(ask).replace(/[^\w-]/g, '-')}.ndjson"`,
  });
  try {
    await pipeline(Readable.from(exportAudit(deps, call.actor, { ...ask, filter: wanted })), response);
  } catch (thrown) {
    // A reader that goes away in the middle is no failure of ours.
    if (!response.destroyed) throw thrown;
  }
  return STREAMING;
}

import { z } from 'zod';
import { processOf } from '../../app/actor.ts';
import { readActivity, type LeadActivityDeps } from '../../app/lead-activity.ts';
import { listNamedCalls, readLead, updateLead } from '../../app/lead-details.ts';
import { listLeads, type LeadAsk, type ListLeadsDeps } from '../../app/list-leads.ts';
import { markDialbacks } from '../../app/mark-dialbacks.ts';
import { readCall, type ReadCallDeps } from '../../app/read-call.ts';
import type { ConsoleEvents } from '../../events.ts';
import type { DeskStreams } from './desk-streams.ts';
import { leadIn } from './call-params.ts';
import { STREAMING, type Endpoint } from './endpoint.ts';
import { sendLeadsCsv } from './leads-csv.ts';
import {
  id,
  pageQuery,
  parameterName,
  processQuery,
  readInput,
  requestId,
  text,
  token64,
  zone,
} from './input.ts';

export type LeadRoutesDeps = LeadActivityDeps &
  ListLeadsDeps &
  ReadCallDeps & {
    readonly events: ConsoleEvents;
    readonly streams: DeskStreams;
  };

const leadAsk = pageQuery.extend({
  campaignId: id.or(z.literal('')).default(''),
  status: z.enum(['new', 'contacted', 'converted']).optional(),
  search: text(100).trim().default(''),
  /** A stored filter or segment. */
  filterId: id.or(z.literal('')).default(''),
  /** Attribute; empty = newest first, as the store keeps them. */
  sort: z
    .string()
    .regex(/^[\w.]{0,128}$/, 'not an attribute')
    .default(''),
  direction: z.enum(['asc', 'desc']).default('desc'),
});

function readLeadAsk(query: unknown): LeadAsk & { processId: string | undefined } {
  const ask = readInput(leadAsk, query);
  return { ...ask, processId: ask.processId, status: ask.status };
}

const deleteQuery = processQuery.extend({ requestId });
const updateBody = z.strictObject({
  requestId,
  version: z.number().int().min(0).default(0),
  fencingToken: token64.default('0'),
  firstName: text(256).optional(),
  lastName: text(256).optional(),
  email: text(320).optional(),
  timeZone: zone.optional(),
  ownershipCode: text(64).trim().optional(),
  custom: z.record(parameterName, text(4096)).default({}),
});
const callQuery = pageQuery.extend({
  leadId: id.or(z.literal('')).default(''),
  agentId: id.or(z.literal('')).default(''),
});

/** Leads and the call log. */
export function leadEndpoints(deps: LeadRoutesDeps): Endpoint[] {
  return [...listEndpoints(deps), ...oneLeadEndpoints(deps)];
}

function listEndpoints(deps: LeadRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/leads',
      needs: ['lead:list'],
      async handle(call) {
        const { processId: asked, ...ask } = readLeadAsk(call.request.query);
        const processId = processOf(call.actor, asked);
        const page = await listLeads(deps, call.actor, processId, ask);
        return { ...page, leads: await markDialbacks(deps, processId, page.leads) };
      },
    },
    {
      method: 'get',
      path: '/leads/export',
      file: 'export',
      needs: ['lead:export'],
      audit: { action: 'lead.export' },
      async handle(call) {
        const { processId: asked, ...ask } = readLeadAsk(call.request.query);
        const processId = processOf(call.actor, asked);
        const { leads } = await listLeads(deps, call.actor, processId, { ...ask, pageSize: 1 });
        call.note({ after: { ask, any: leads.length > 0 } });
        await sendLeadsCsv(deps, { actor: call.actor, processId, ask }, call.response);
        return STREAMING;
      },
    },
    {
      method: 'get',
      path: '/calls',
      needs: ['call:list', 'call:list-own'],
      async handle({ request, actor }) {
        const { processId, ...filter } = readInput(callQuery, request.query);
        const agentId = actor.permissions.has('call:list') ? filter.agentId : actor.agentId;
        return listNamedCalls(deps, actor, processOf(actor, processId), { ...filter, agentId });
      },
    },
    {
      method: 'get',
      path: '/calls/:attemptId',
      needs: ['call:list', 'call:list-own'],
      async handle({ request, actor }) {
        const processId = processOf(actor, readInput(processQuery, request.query).processId);
        return readCall(deps, actor, { processId, attemptId: readInput(id, request.params['attemptId']) });
      },
    },
  ];
}

function oneLeadEndpoints(deps: LeadRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/leads/:leadId',
      // Reading takes no lock: who holds none needs the right to look all the same.
      needs: ['lead:view-only', 'lead:read-held'],
      audit: { action: 'lead.open' },
      async handle(call) {
        const where = leadIn(call);
        const lead = await readLead(deps, call.actor, where);
        const [marked] = await markDialbacks(deps, where.processId, [lead]);
        return marked;
      },
    },
    {
      method: 'get',
      path: '/leads/:leadId/activity',
      needs: ['lead:read', 'lead:read-held'],
      async handle({ request, actor }) {
        const { processId: asked, pageSize, pageToken } = readInput(pageQuery, request.query);
        const processId = processOf(actor, asked);
        const leadId = readInput(id, request.params['leadId']);
        await readLead(deps, actor, { processId, leadId });
        return readActivity(deps, actor, { processId, leadId }, { pageSize, pageToken });
      },
    },
    {
      method: 'put',
      path: '/leads/:leadId',
      needs: ['lead:update', 'lead:update-held'],
      audit: { action: 'lead.update' },
      async handle(call) {
        const where = leadIn(call);
        const body = readInput(updateBody, call.request.body);
        const { lead, heldBy } = await updateLead(deps, call.actor, where, body);
        if (heldBy !== '') await deps.streams.refresh(heldBy);
        return lead;
      },
    },
    {
      method: 'delete',
      path: '/leads/:leadId',
      needs: ['lead:delete'],
      audit: { action: 'lead.delete' },
      async handle({ request, actor }) {
        const query = readInput(deleteQuery, request.query);
        const processId = processOf(actor, query.processId);
        const leadId = readInput(id, request.params['leadId']);
        await deps.leads.delete(processId, leadId, query.requestId);
        deps.events.leadDeleted(actor.userId, processId, leadId);
      },
    },
  ];
}

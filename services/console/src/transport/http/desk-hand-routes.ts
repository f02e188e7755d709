import { z } from 'zod';
import { processOf } from '../../app/actor.ts';
import { callNewLead, callNumber, type NewCallDeps } from '../../app/new-call.ts';
import type { CallTimeView } from '../../app/views/desk.ts';
import type { Endpoint } from './endpoint.ts';
import { e164, id, instant, readInput, requestId, text, token64 } from './input.ts';
import { contactBody } from './list-routes.ts';

export type DeskHandRoutesDeps = NewCallDeps;

const REASON_CHARS_MIN = 10;
const REASON_CHARS_MAX = 500;

const openBody = z.strictObject({
  requestId,
  processId: id,
  campaignId: id.or(z.literal('')).default(''),
  leadId: id,
});
const newLeadBody = contactBody.extend({ processId: id, campaignId: id });
const numberBody = z.strictObject({
  requestId,
  processId: id,
  campaignId: id,
  phone: text(64),
  defaultCountry: contactBody.shape.defaultCountry,
});
const overrideBody = z.strictObject({
  requestId,
  attemptId: id,
  fencingToken: token64,
  phone: e164.optional(),
  overrideReason: text(REASON_CHARS_MAX).trim().min(REASON_CHARS_MIN),
});
const callTimeQuery = z.strictObject({ attemptId: id, at: instant });
const LOGGED = 'the decision log and the call log hold what an agent does at the desk';

/** What agents choose themselves (ADR 17): a lead to open, somebody new to call, a dial against the do-not-call list. */
export function deskHandEndpoints(deps: DeskHandRoutesDeps): Endpoint[] {
  return [
    {
      method: 'post',
      path: '/desk/open',
      needs: ['desk:use'],
      audit: { unaudited: LOGGED },
      async handle({ request, actor }) {
        const body = readInput(openBody, request.body);
        const processId = processOf(actor, body.processId);
        return deps.desks.openLead(actor.agentId, { ...body, processId });
      },
    },
    {
      method: 'get',
      path: '/desk/call-time',
      needs: ['desk:use'],
      async handle({ request, actor }): Promise<CallTimeView> {
        const { attemptId, at } = readInput(callTimeQuery, request.query);
        return { at: await deps.desks.callTime(actor.agentId, attemptId, at) };
      },
    },
    {
      method: 'post',
      path: '/desk/new-lead',
      needs: ['lead:create'],
      audit: { action: 'lead.create' },
      async handle(call) {
        const body = readInput(newLeadBody, call.request.body);
        const made = await callNewLead(deps, call.actor, body);
        call.note({ resourceId: made.leadId });
        return made;
      },
    },
    {
      method: 'post',
      path: '/desk/new-number',
      needs: ['dial:manual'],
      audit: { unaudited: LOGGED },
      handle: async ({ request, actor }) => callNumber(deps, actor, readInput(numberBody, request.body)),
    },
    {
      method: 'post',
      path: '/desk/dial-override',
      needs: ['exclusion:override'],
      audit: { action: 'exclusion.override' },
      async handle(call) {
        const body = readInput(overrideBody, call.request.body);
        call.note({ resourceId: body.attemptId, after: { reason: body.overrideReason } });
        return deps.desks.dial(call.actor.agentId, body);
      },
    },
  ];
}

import { z } from 'zod';
import { processOf } from '../../app/actor.ts';
import type { Claiming } from '../../app/claim-ports.ts';
import { listClaims, type ListClaimsDeps } from '../../app/list-claims.ts';
import { agentsOfLead, reassignClaim, type ReassignDeps } from '../../app/reassign-claim.ts';
import type { GuardKey } from '../../app/ports.ts';
import type { ConsoleEvents } from '../../events.ts';
import { leadIn, processIn } from './call-params.ts';
import type { ApiCall, Endpoint } from './endpoint.ts';
import { id, pageQuery, readInput, requestId } from './input.ts';

export interface ClaimRoutesDeps extends ListClaimsDeps, ReassignDeps {
  claiming: Claiming;
  events: ConsoleEvents;
}

const RELEASE_DAYS_MAX = 3650;

const listQuery = pageQuery.extend({ agentId: id.or(z.literal('')).default('') });
const deskQuery = pageQuery.extend({ callbacks: z.stringbool().default(false) });
const commandBody = z.strictObject({ requestId });
/** The owner that was seen: another one meanwhile is not released unseen. */
const releaseBody = z.strictObject({ requestId, agentId: id });
const reassignBody = z.strictObject({ requestId, fromAgentId: id, agentId: id });
const takeAwayBody = z.strictObject({ requestId, duringCall: z.boolean().default(false) });
const claimingBody = z.strictObject({
  requestId,
  onWinner: z.boolean(),
  onScheduled: z.boolean(),
  onPostponed: z.boolean(),
  releaseAfterDays: z.number().int().min(0).max(RELEASE_DAYS_MAX),
  version: z.number().int().min(0),
});

/** Who owns which lead, and the process's claiming settings. */
export function claimEndpoints(deps: ClaimRoutesDeps): Endpoint[] {
  return [...supervising(deps), ...atTheDesk(deps), ...settings(deps)];
}

function supervising(deps: ClaimRoutesDeps): Endpoint[] {
  const { claims, events } = deps;
  return [
    {
      method: 'get',
      path: '/claims',
      needs: ['claim:read'],
      async handle({ request, actor }) {
        const { processId, ...ask } = readInput(listQuery, request.query);
        return listClaims(deps, processOf(actor, processId), { ...ask, callbacks: false });
      },
    },
    {
      method: 'get',
      path: '/claims/:leadId/agents',
      needs: ['claim:reassign'],
      handle: async (call) => ({
        agents: await agentsOfLead(deps, leadIn(call)),
      }),
    },
    {
      method: 'post',
      path: '/claims/:leadId/release',
      needs: ['claim:release'],
      audit: { action: 'claim.release' },
      async handle(call) {
        const body = readInput(releaseBody, call.request.body);
        await claims.release(await keyIn(deps, call), { ...body, actorId: call.actor.userId });
        events.claimReleased(call.actor.userId, leadIn(call).leadId);
      },
    },
    {
      method: 'post',
      path: '/claims/:leadId/reassign',
      needs: ['claim:reassign'],
      audit: { action: 'claim.reassign' },
      async handle(call) {
        const body = readInput(reassignBody, call.request.body);
        await reassignClaim(deps, { ...leadIn(call), ...body, actorId: call.actor.userId });
        call.note({ before: { agentId: body.fromAgentId }, after: { agentId: body.agentId } });
      },
    },
    ...takingAway(deps),
  ];
}

function takingAway({ claims, events, ...deps }: ClaimRoutesDeps): Endpoint[] {
  return [
    {
      method: 'post',
      path: '/claims/release-all',
      needs: ['claim:release'],
      audit: { action: 'claim.release-all' },
      async handle(call) {
        const body = readInput(releaseBody, call.request.body);
        call.note({ resourceId: body.agentId });
        const processId = processIn(call);
        const released = await claims.releaseAll({ ...body, processId, actorId: call.actor.userId });
        return { released };
      },
    },
    {
      method: 'post',
      path: '/claims/:leadId/take-away',
      needs: ['claim:release'],
      audit: { action: 'claim.take-away' },
      async handle(call) {
        const body = readInput(takeAwayBody, call.request.body);
        const by = { ...body, actorId: call.actor.userId };
        const agentId = await claims.takeAway(await keyIn(deps, call), by);
        events.lockTakenAway(call.actor.userId, leadIn(call).leadId, agentId);
        return { agentId };
      },
    },
  ];
}

/** An agent's own claims; the lead's data come with them, because what somebody owns they may read. */
function atTheDesk(deps: ClaimRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/desk/claims',
      needs: ['desk:use'],
      async handle({ request, actor }) {
        const { processId, ...ask } = readInput(deskQuery, request.query);
        return listClaims(deps, processOf(actor, processId), { ...ask, agentId: actor.agentId });
      },
    },
    {
      method: 'post',
      path: '/desk/claims/:leadId/release',
      needs: ['desk:use'],
      audit: { action: 'claim.give-up' },
      async handle(call) {
        const { requestId: key } = readInput(commandBody, call.request.body);
        const { agentId } = call.actor;
        await deps.claims.release(await keyIn(deps, call), { requestId: key, actorId: agentId, agentId });
        deps.events.claimReleased(call.actor.userId, leadIn(call).leadId);
      },
    },
  ];
}

function settings({ claiming, events }: ClaimRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/claiming',
      // The desk says what its callbacks come to.
      needs: ['claim:read', 'desk:use'],
      handle: async (call) => claiming.get(processIn(call)),
    },
    {
      method: 'put',
      path: '/claiming',
      needs: ['claiming:write'],
      audit: { action: 'claiming.change' },
      async handle(call) {
        const processId = processIn(call);
        const { requestId: key, ...change } = readInput(claimingBody, call.request.body);
        call.note({ resourceId: processId, before: await claiming.get(processId) });
        const stored = await claiming.put(processId, key, change);
        events.claimingChanged(call.actor.userId, processId);
        return stored;
      },
    },
  ];
}

/** The lead's home guard; a lead of another process is not there (grpc/25). */
async function keyIn(deps: Pick<ClaimRoutesDeps, 'leads'>, call: ApiCall): Promise<GuardKey> {
  const lead = leadIn(call);
  const { callerId } = await deps.leads.get(lead.processId, lead.leadId);
  return { ...lead, phone: callerId };
}

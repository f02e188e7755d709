import { z } from 'zod';
import { processOf } from '../../app/actor.ts';
import type { Claiming } from '../../app/claim-ports.ts';
import { DeskFeed, type DeskFeedDeps } from '../../app/desk-feed.ts';
import type { ColleagueView } from '../../app/views/desk.ts';
import { STREAMING, type ApiCall, type Endpoint } from './endpoint.ts';
import { e164, id, readInput, requestId, text, token64 } from './input.ts';
import { openStream, type StreamDeps } from './open-stream.ts';

export interface DeskRoutesDeps extends DeskFeedDeps, Omit<StreamDeps, 'events'> {
  claiming: Pick<Claiming, 'get'>;
}

const NOTE_CHARS_MAX = 4000;
const DAY_MS = 86_400_000;

const tab = z.strictObject({ tabId: id });
const attempt = { requestId, attemptId: id, fencingToken: token64 };
const attemptBody = z.strictObject(attempt);
const dialBody = z.strictObject({ ...attempt, phone: e164.optional() });
const presenceBody = z.strictObject({
  requestId,
  ready: z.boolean(),
  reason: z.enum(['break', 'lunch', 'meeting', 'training', 'sign_in', 'other']).optional(),
});
const hangUpBody = z.strictObject({ requestId, attemptId: id });
const controlBody = z.strictObject({
  requestId,
  attemptId: id,
  control: z.union([
    z.strictObject({ type: z.enum(['hold', 'resume', 'complete_transfer', 'cancel_transfer']) }),
    z.strictObject({ type: z.literal('mute'), on: z.boolean() }),
    z.strictObject({ type: z.literal('keys'), digits: z.string().regex(/^[0-9*#A-D]{1,32}$/) }),
    z.strictObject({ type: z.literal('transfer'), agentId: id, attended: z.boolean() }),
  ]),
});
const disposeBody = z.strictObject({
  ...attempt,
  dispositionCode: id,
  note: text(NOTE_CHARS_MAX).default(''),
  callbackAt: z.number().int().positive().max(8.64e15).optional(),
  callbackCommon: z.boolean().optional(),
});
const claimBody = z.strictObject({ requestId, processId: id, leadId: id, fencingToken: token64 });

/** The desk: one event stream, and commands that all end at the scheduler or at claim. */
export function deskEndpoints(deps: DeskRoutesDeps): Endpoint[] {
  const desk = (path: string, handle: (call: ApiCall) => Promise<unknown>): Endpoint => ({
    method: 'post',
    path: `/desk/${path}`,
    needs: ['desk:use'],
    audit: { unaudited: 'the decision log, the call log and the lead hold what an agent does at the desk' },
    handle,
  });
  return [
    { method: 'get', path: '/desk/events', needs: ['desk:use'], handle: (call) => openDesk(deps, call) },
    {
      method: 'get',
      path: '/desk/colleagues',
      needs: ['desk:use'],
      handle: async ({ actor }) => ({ colleagues: await listColleagues(deps, actor.agentId) }),
    },
    desk('alive', async ({ request, actor }) => {
      const { tabId } = readInput(tab, request.body);
      return { open: deps.streams.alive(actor.sessionId, tabId) };
    }),
    desk('presence', async ({ request, actor }) => ({
      presence: await deps.desks.setPresence(actor.agentId, readInput(presenceBody, request.body)),
    })),
    desk('dial', ({ request, actor }) => deps.desks.dial(actor.agentId, readInput(dialBody, request.body))),
    desk('hang-up', ({ request, actor }) =>
      deps.desks.hangUp(actor.agentId, readInput(hangUpBody, request.body)),
    ),
    desk('control', ({ request, actor }) =>
      deps.desks.control(actor.agentId, readInput(controlBody, request.body)),
    ),
    desk('dispose', async ({ request, actor }) => ({
      presence: await deps.desks.dispose(actor.agentId, readInput(disposeBody, request.body)),
    })),
    desk('skip', async ({ request, actor }) => ({
      presence: await deps.desks.skip(actor.agentId, readInput(attemptBody, request.body)),
    })),
    desk('claim', (call) => claim(deps, call)),
  ];
}

async function listColleagues(deps: DeskRoutesDeps, agentId: string): Promise<ColleagueView[]> {
  const colleagues = await deps.desks.colleagues(agentId);
  return Promise.all(
    colleagues.map(async (each) => ({ ...each, name: await deps.users.agentName(each.agentId) })),
  );
}

async function openDesk(deps: DeskRoutesDeps, call: ApiCall): Promise<typeof STREAMING> {
  const { actor, request } = call;
  const { tabId } = readInput(tab, request.query);
  const stream = openStream(deps, call);
  const watch = { agentId: actor.agentId, tabId, processIds: actor.processIds };
  const feed = new DeskFeed(deps, watch, {
    desk: (event) => stream.send('desk', event, event.sequence),
    trouble: (event) => stream.send('trouble', event),
  });
  const refresh = () => feed.refresh(stream.signal);
  deps.streams.add({ sessionId: actor.sessionId, agentId: actor.agentId, tabId, stream, refresh });
  const end = await feed.run(stream.signal);
  if (end === 'taken_over') stream.close('taken_over');
  return STREAMING;
}

/** "Claim now". The guard's number comes from lead-store, the agent from the session: the page names only the lead. */
async function claim(deps: DeskRoutesDeps, { request, actor }: ApiCall): Promise<unknown> {
  const body = readInput(claimBody, request.body);
  const processId = processOf(actor, body.processId);
  const lead = await deps.leads.get(processId, body.leadId);
  const key = { processId, leadId: body.leadId, phone: lead.callerId };
  const { releaseAfterDays } = await deps.claiming.get(processId);
  const releaseAfterMs = releaseAfterDays * DAY_MS;
  const claimedBy = await deps.guards.claim(key, { ...body, agentId: actor.agentId, releaseAfterMs });
  await deps.streams.refresh(actor.agentId);
  return { claimed: claimedBy === actor.agentId };
}

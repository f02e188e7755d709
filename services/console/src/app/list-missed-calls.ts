import type { Actor } from './actor.ts';
import type { MissedCallFilter, MissedCalls } from './missed-call-ports.ts';
import { CallNames, nameMissedCall, type CallNamesDeps } from './name-missed-calls.ts';
import type { Configuration } from './ports.ts';
import type { MissedCallPage } from './views/missed-calls.ts';

export interface ListMissedCallsDeps extends CallNamesDeps {
  missedCalls: MissedCalls;
  configuration: Pick<Configuration, 'campaigns' | 'campaignsOfAgent'>;
}

/** Missed calls of a process, newest first, with the names around them. */
export async function listMissedCalls(
  deps: ListMissedCallsDeps,
  actor: Actor,
  processId: string,
  filter: MissedCallFilter,
): Promise<MissedCallPage> {
  const { calls, nextPageToken } = await deps.missedCalls.list(processId, filter);
  const names = new CallNames(deps, processId);
  const mayReadLeads = actor.permissions.has('lead:read');
  const named = [];
  for (const call of calls) named.push(await nameMissedCall(names, call, mayReadLeads));
  return { calls: named, nextPageToken };
}

/** what an agent is to call back by hand: calls to the campaigns they work, and those to no campaign in particular. */
export async function listOwnToHandle(
  deps: ListMissedCallsDeps,
  actor: Actor,
  processId: string,
  pageSize: number,
): Promise<MissedCallPage> {
  const campaigns = await deps.configuration.campaignsOfAgent(actor.agentId);
  const own = new Set(campaigns.map(({ campaignId }) => campaignId));
  const page = await listMissedCalls(deps, actor, processId, {
    ...MISSED_UNFILTERED,
    toHandle: true,
    pageSize,
  });
  const calls = page.calls.filter(({ campaignId }) => campaignId === '' || own.has(campaignId));
  return { ...page, calls };
}

/** Everything there is, newest first. */
export const MISSED_UNFILTERED = {
  pageToken: '',
  phone: '',
  leadId: '',
  incomingNumberId: '',
  state: undefined,
  missedCause: undefined,
  fromAt: undefined,
  toAt: undefined,
  toHandle: false,
} satisfies Omit<MissedCallFilter, 'pageSize'>;

import type { Actor } from './actor.ts';
import type { MissedCallFilter, MissedCalls } from './missed-call-ports.ts';
import { CallNames, nameMissedCall, type CallNamesDeps } from './name-missed-calls.ts';
import type { Configuration } from './ports.ts';
import type { MissedCallPage } from './views/missed-calls.ts';

export interface OwnCampaignsDeps {
  configuration: Pick<Configuration, 'campaignsOfAgent'>;
}

export interface ListMissedCallsDeps extends CallNamesDeps {
  missedCalls: MissedCalls;
  configuration: CallNamesDeps['configuration'] & OwnCampaignsDeps['configuration'];
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

/** whose calls an agent is to call back by hand: those to the campaigns they work, and to no campaign in particular. */
export async function campaignsToReturn(
  { configuration }: OwnCampaignsDeps,
  actor: Actor,
): Promise<readonly string[]> {
  const own = await configuration.campaignsOfAgent(actor.agentId);
  return ['', ...own.map(({ campaignId }) => campaignId)];
}

/** what an agent is to call back by hand, newest first. */
export async function listOwnToHandle(
  deps: ListMissedCallsDeps,
  actor: Actor,
  processId: string,
  pageSize: number,
): Promise<MissedCallPage> {
  const campaignIds = await campaignsToReturn(deps, actor);
  const filter = { ...MISSED_UNFILTERED, toHandle: true, campaignIds, pageSize };
  return listMissedCalls(deps, actor, processId, filter);
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
  campaignIds: [],
} satisfies Omit<MissedCallFilter, 'pageSize'>;

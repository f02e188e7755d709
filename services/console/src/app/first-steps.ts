import type { Campaigns } from './campaign-ports.ts';
import type { IngestLinks, Leads } from './ports.ts';
import type { PhoneAccounts, Trunks } from './telephony-ports.ts';
import type { Users } from './users.ts';
import { FIRST_STEPS, type FirstStepName, type FirstStepsView } from './views/first-steps.ts';

export interface FirstStepsDeps {
  readonly campaigns: Campaigns;
  readonly users: Users;
  readonly phoneAccounts: PhoneAccounts;
  readonly trunks: Trunks;
  readonly links: IngestLinks;
  readonly leads: Leads;
}

const FIRST = { pageSize: 1, pageToken: '' };

/** How far a process is set up: each step by what is there, so that it does not matter who did it, or in what order. */
export async function firstSteps(deps: FirstStepsDeps, processId: string): Promise<FirstStepsView> {
  const [campaigns, everybody, registrations, trunks] = await Promise.all([
    deps.campaigns.list(processId),
    deps.users.agents(),
    deps.phoneAccounts.registrations(),
    deps.trunks.list(),
  ]);
  const agents = new Set(everybody.filter((it) => it.processIds.includes(processId)).map((it) => it.agentId));
  const [campaignId = ''] = campaigns.filter(({ state }) => state !== 'closed').map((it) => it.campaignId);
  const [links, leads, calls] = await Promise.all([
    campaignId === '' ? undefined : deps.links.list(processId, campaignId, FIRST),
    deps.leads.list(processId, { campaignId: '', status: undefined, search: '', ...FIRST }),
    deps.leads.calls(processId, { leadId: '', agentId: '', ...FIRST }),
  ]);
  const done: Readonly<Record<FirstStepName, boolean>> = {
    campaign: campaignId !== '',
    agent: campaigns.some(({ settings }) => settings.agentIds.some((agentId) => agents.has(agentId))),
    phone: registrations.some(({ agentId }) => agents.has(agentId)),
    trunk: trunks.some(({ settings }) => !settings.disabled),
    link: links !== undefined && links.links.length > 0,
    lead: leads.leads.length > 0,
    call: calls.calls.length > 0,
  };
  return { steps: FIRST_STEPS.map((step) => ({ step, done: done[step] })), campaignId };
}

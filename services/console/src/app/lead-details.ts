import { reasonError } from '@firstring/contracts';
import { AppError } from '@firstring/kernel';
import type { IncomingNumbers } from './incoming-ports.ts';
import type { LeadDetails } from './views/desk.ts';
import type { CallPage, LeadView } from './views/leads.ts';
import type { CustomParameterView } from './views/settings.ts';
import type { Actor } from './actor.ts';
import { ifThere } from './if-there.ts';
import { leadNameOf } from './lead-name.ts';
import type { CallFilter, Configuration, GuardHolders, Guards, LeadEdit, Leads } from './ports.ts';
import type { Users } from './users.ts';

export interface LeadReadDeps {
  leads: Leads;
  configuration: Configuration;
  guards: Guards;
  users: Users;
  incomingNumbers: IncomingNumbers;
}

const HISTORY_CALLS = 10;

/**
 * One lead with the labels of its custom parameters. Someone who may read only what they hold gets LEAD_NOT_FOUND for a
 * lead that they have neither locked nor claimed: the same answer as for one that does not exist (docs/bad-inputs.md, console/9).
 */
export async function readLead(
  deps: LeadReadDeps,
  actor: Actor,
  where: { processId: string; leadId: string },
): Promise<LeadView> {
  const [lead, parameters] = await Promise.all([
    deps.leads.get(where.processId, where.leadId),
    deps.configuration.customParameters(where.processId),
  ]);
  if (!actor.permissions.has('lead:view-only'))
    mustHold(actor, where.leadId, await deps.guards.holders({ ...where, phone: lead.callerId }));
  return withLabels(lead, parameters);
}

/**
 * a manager changes any lead, an agent the one they hold, under the token of its lock. Returns the lead, and whose desk
 * shows it now. Whose leads are whose is for managers to say: an agent changes no ownership code.
 */
export async function updateLead(
  deps: LeadReadDeps,
  actor: Actor,
  where: { processId: string; leadId: string },
  edit: LeadEdit,
): Promise<{ lead: LeadView; heldBy: string }> {
  const { callerId: phone } = await deps.leads.get(where.processId, where.leadId);
  const holders = await deps.guards.holders({ ...where, phone });
  if (!actor.permissions.has('lead:update')) {
    mustHold(actor, where.leadId, holders);
    if (edit.ownershipCode !== undefined) throw reasonError('PERMISSION_DENIED');
  }
  const updated = await deps.leads.update(where.processId, where.leadId, edit);
  const parameters = await deps.configuration.customParameters(where.processId);
  const heldBy = holders.lockedLeadId === where.leadId ? holders.lockedBy : '';
  return { lead: withLabels(updated, parameters), heldBy };
}

function mustHold(actor: Actor, leadId: string, holders: GuardHolders): void {
  const locked = holders.lockedBy === actor.agentId && holders.lockedLeadId === leadId;
  const held = actor.agentId !== '' && (locked || holders.claimedBy === actor.agentId);
  if (!held) throw reasonError('LEAD_NOT_FOUND');
}

/** The call log: agents' names and, for people who may read leads, the leads' names. */
export async function listNamedCalls(
  deps: LeadReadDeps,
  actor: Actor,
  processId: string,
  filter: CallFilter,
): Promise<CallPage> {
  const page = await listCalls(deps, processId, filter);
  if (!actor.permissions.has('lead:read')) return page;
  const leadIds = [...new Set(page.calls.map((call) => call.leadId))].filter((leadId) => leadId !== '');
  const names = new Map(
    await Promise.all(
      leadIds.map(async (leadId) => [leadId, await leadName(deps, processId, leadId)] as const),
    ),
  );
  const calls = page.calls.map((call) => ({ ...call, leadName: names.get(call.leadId) ?? '' }));
  return { calls, nextPageToken: page.nextPageToken };
}

/** Empty for a lead that is gone. */
async function leadName(deps: LeadReadDeps, processId: string, leadId: string): Promise<string> {
  const lead = await ifThere(deps.leads.get(processId, leadId));
  return lead === undefined ? '' : leadNameOf(lead);
}

/** A page of calls with the agents' names. */
export async function listCalls(
  deps: LeadReadDeps,
  processId: string,
  filter: CallFilter,
  signal?: AbortSignal,
): Promise<CallPage> {
  const page = await deps.leads.calls(processId, filter, signal);
  const calls = page.calls.map(async (call) => ({
    ...call,
    agentName: await deps.users.agentName(call.agentId),
  }));
  return { calls: await Promise.all(calls), nextPageToken: page.nextPageToken };
}

interface DetailsAsk {
  readonly processId: string;
  /** Empty for a number in no lead. */
  readonly leadId: string;
  readonly campaignId: string;
  readonly agentId: string;
  /** E.164, of that number. */
  readonly phone?: string | undefined;
  /** Of somebody who has called us. */
  readonly caller?: { readonly incomingNumberId: string } | undefined;
}

/** of a number in no lead only the number is known, and the campaign with its outcomes. */
async function readNumber(deps: LeadReadDeps, ask: DetailsAsk, signal: AbortSignal): Promise<LeadDetails> {
  const { processId, campaignId, phone = '' } = ask;
  const [campaign, numberName] = await Promise.all([
    deps.configuration.campaign(processId, campaignId, signal),
    calledName(deps, ask),
  ]);
  const lead = { ...NOBODY, processId, campaignId, campaignName: campaign.name, callerId: phone };
  return { lead, campaign, calls: [], claimed: 'nobody', numberName };
}

/** What the number that was called goes by; empty while it cannot be read. */
async function calledName(deps: LeadReadDeps, { processId, caller }: DetailsAsk): Promise<string> {
  if (caller === undefined || caller.incomingNumberId === '') return '';
  const { incomingNumberId } = caller;
  try {
    return (await deps.incomingNumbers.get({ processId, incomingNumberId })).name;
  } catch (thrown) {
    if (thrown instanceof AppError) return '';
    throw thrown;
  }
}

const NOBODY: LeadView = {
  leadId: '',
  processId: '',
  status: 'new',
  dialbackQueued: false,
  automaticRedial: false,
  callerId: '',
  callerIdRaw: '',
  firstName: '',
  lastName: '',
  email: '',
  campaignId: '',
  campaignName: '',
  vendorName: '',
  listName: '',
  listId: '',
  totalAttempts: 0,
  createdAt: 0,
  updatedAt: 0,
  timeZone: '',
  ownershipCode: '',
  version: 0,
  otherPhones: [],
  custom: [],
  parameters: {},
};

/** Everything a preview card shows, read side by side. Only the lead itself is indispensable. */
export async function readDetails(
  deps: LeadReadDeps,
  preview: DetailsAsk,
  signal: AbortSignal,
): Promise<LeadDetails> {
  const { processId, leadId } = preview;
  if (leadId === '') return readNumber(deps, preview, signal);
  const history: CallFilter = { leadId, agentId: '', pageSize: HISTORY_CALLS, pageToken: '' };
  const [lead, parameters, campaign, calls, numberName] = await Promise.all([
    deps.leads.get(processId, leadId, signal),
    deps.configuration.customParameters(processId, signal),
    deps.configuration.campaign(processId, preview.campaignId, signal),
    listCalls(deps, processId, history, signal),
    calledName(deps, preview),
  ]);
  const { claimedBy } = await deps.guards.holders({ processId, leadId, phone: lead.callerId }, signal);
  return {
    // A lead of a list is in no campaign by itself: it is shown in the one that offers it.
    lead: { ...withLabels(lead, parameters), campaignName: campaign.name },
    campaign,
    calls: calls.calls,
    claimed: claimedBy === '' ? 'nobody' : claimedBy === preview.agentId ? 'me' : 'other',
    numberName,
  };
}

function withLabels(lead: LeadView, parameters: readonly CustomParameterView[]): LeadView {
  const labels = new Map(parameters.map(({ name, label }) => [name, label]));
  return {
    ...lead,
    custom: lead.custom.map((value) => ({ ...value, label: labels.get(value.name) ?? value.name })),
  };
}

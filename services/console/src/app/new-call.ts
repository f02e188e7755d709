import { reasonError } from '@firstring/contracts';
import { parsePhone } from '@firstring/domain/phone';
import { processOf, type Actor } from './actor.ts';
import type { NewContact } from './list-ports.ts';
import type { Desks, Leads } from './ports.ts';
import type { NewCallView, OpenedView } from './views/desk.ts';

export interface NewCallDeps {
  readonly desks: Desks;
  readonly leads: Leads;
}

interface Place {
  readonly processId: string;
  readonly campaignId: string;
}

/**
 * R-132, "Create and dial": the lead is stored first, then opened under its lock, then dialled through the gate. The same request again
 * goes on where it was. Whoever is there already is LEAD_DUPLICATE, with the lead to open.
 */
export async function callNewLead(
  deps: NewCallDeps,
  actor: Actor,
  { processId: asked, campaignId, ...contact }: NewContact & Place,
): Promise<NewCallView> {
  const { agentId } = actor;
  const processId = processOf(actor, asked);
  const { leadId } = await deps.leads.create({ processId, campaignId, agentId }, contact);
  const { requestId } = contact;
  const opened = await deps.desks.openLead(agentId, { requestId, processId, campaignId, leadId });
  return dialOpened(deps, { agentId, requestId, leadId }, opened);
}

/** R-133, "Dial only": no record of the person is made; the gate is the same. NUMBER_NOT_DIALABLE says why in `why`. */
export async function callNumber(
  deps: NewCallDeps,
  actor: Actor,
  ask: Place & { readonly requestId: string; readonly phone: string; readonly defaultCountry: string },
): Promise<NewCallView> {
  const { requestId, campaignId } = ask;
  const { agentId } = actor;
  const processId = processOf(actor, ask.processId);
  const read = parsePhone(ask.phone, ask.defaultCountry === '' ? undefined : ask.defaultCountry);
  if (!read.ok) throw reasonError('NUMBER_NOT_DIALABLE', { details: { field: 'phone', why: read.reason } });
  const number = { requestId, processId, campaignId, phone: read.e164 };
  const opened = await deps.desks.openNumber(agentId, number);
  return dialOpened(deps, { agentId, requestId, leadId: '' }, opened);
}

async function dialOpened(
  { desks }: NewCallDeps,
  { agentId, requestId, leadId }: { agentId: string; requestId: string; leadId: string },
  { attemptId, fencingToken, reasons }: OpenedView,
): Promise<NewCallView> {
  if (reasons.length > 0) return { leadId, opened: false, dialling: false, reasons };
  const answer = await desks.dial(agentId, { requestId, attemptId, fencingToken });
  return { leadId, opened: true, ...answer };
}

import { reasonError } from '@firstring/contracts';
import { candidateZones, parsePhone } from '@firstring/domain/phone';
import { identityOf, type LiveLead } from '../domain/lead.ts';
import { createListLead } from '../domain/list-lead.ts';
import { toLeadDoc } from '../store/leads.ts';
import { readCampaign } from './campaigns.ts';
import { findInCampaign } from './duplicate-scope.ts';
import { leadChanged } from './lead-card.ts';
import type { LeadStoreDeps } from './ports.ts';

export interface CreateCallerLead {
  readonly requestId: string;
  readonly processId: string;
  readonly campaignId: string;
  /** E.164. */
  readonly phone: string;
}

/**
 * R-65 "Connect as new": a person who calls and whom nobody knows becomes a lead of the campaign itself, with the number and nothing else.
 * Who is in a link or a list of the campaign by then is that lead; so is the same request again.
 */
export async function createCallerLead(
  deps: LeadStoreDeps,
  command: CreateCallerLead,
): Promise<{ readonly leadId: string; readonly version: number }> {
  const { processId, campaignId, requestId, phone } = command;
  if (!parsePhone(phone).ok) throw reasonError('INVALID_ARGUMENT', { details: { field: 'phone' } });
  const campaign = await readCampaign(deps, command);
  const contact = {
    callerId: phone,
    callerIdRaw: phone,
    otherPhones: [],
    firstName: undefined,
    lastName: undefined,
    email: undefined,
    candidateZones: candidateZones(phone, {}),
    custom: {},
  };
  const place = { processId, listId: '', timeZone: campaign.doc.timeZone };
  const made = createListLead(place, { contact, requestId, ignored: [], nowAt: deps.clock.now() });
  const lead: LiveLead = { ...made, campaignId };
  const { key } = identityOf(lead);
  return deps.turns.take([`${campaignId}|${key}`], async () => {
    const known = await findInCampaign(deps, campaign, key);
    if (known !== undefined) return { leadId: known.id, version: known.version };
    const leadId = deps.random.uuid();
    const events = [leadChanged(deps, 'LeadAccepted', { leadId, version: 1, lead })];
    const put = await deps.leads.put({ id: leadId, doc: toLeadDoc(lead), expectedVersion: 0, events });
    if (put.type !== 'stored') throw reasonError('LEAD_DUPLICATE');
    return { leadId, version: put.version };
  });
}

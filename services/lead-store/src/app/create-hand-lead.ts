import { reasonError } from '@firstring/contracts';
import { identityOf, rememberedRequest, type LiveLead } from '../domain/lead.ts';
import { createListLead } from '../domain/list-lead.ts';
import { toLeadDoc } from '../store/leads.ts';
import { readContact, type AddedContact, type TypedContact } from './add-contact.ts';
import { readCampaign } from './campaigns.ts';
import { mustBeActive } from './dial-facts.ts';
import { findInCampaign } from './duplicate-scope.ts';
import { leadChanged } from './lead-card.ts';
import type { LeadStoreDeps } from './ports.ts';
import { readTable } from './table-definition.ts';

export interface CreateHandLead extends TypedContact {
  readonly requestId: string;
  readonly processId: string;
  readonly campaignId: string;
  readonly agentId: string;
}

/**
 * a person whom an agent is about to call becomes a lead of the campaign itself. It is an agreed call of that agent, due now, so
 * that nobody else is offered it before they have dialled. The same request gets the same lead; who is there already, in a link or a list
 * of the campaign, is LEAD_DUPLICATE with the lead's id.
 */
export async function createHandLead(deps: LeadStoreDeps, command: CreateHandLead): Promise<AddedContact> {
  const { processId, campaignId, agentId, requestId } = command;
  const campaign = await readCampaign(deps, command);
  mustBeActive(campaign.doc);
  if (campaign.doc.manualDialling !== true) throw reasonError('MANUAL_DIALLING_OFF');
  const { contact, ignored } = readContact(command, await readTable(deps, processId));
  const nowAt = deps.clock.now();
  const place = { processId, listId: '', timeZone: campaign.doc.timeZone };
  const made = createListLead(place, { contact, requestId, ignored, nowAt });
  const progress = {
    ...made.progress,
    dialState: 'callback',
    callbackAt: nowAt,
    callbackAgentId: agentId,
  } as const;
  const lead: LiveLead = { ...made, campaignId, progress };
  const { key } = identityOf(lead);
  return deps.turns.take([`${campaignId}|${key}`], async () => {
    const known = await findInCampaign(deps, campaign, key);
    const before = known && rememberedRequest(known.doc, requestId);
    if (known !== undefined && before?.type === 'created')
      return { leadId: known.id, ignored: before.ignoredParameters ?? [] };
    if (known !== undefined) throw reasonError('LEAD_DUPLICATE', { details: { leadId: known.id } });
    const leadId = deps.random.uuid();
    const events = [leadChanged(deps, 'LeadAccepted', { leadId, version: 1, lead })];
    const put = await deps.leads.put({ id: leadId, doc: toLeadDoc(lead), expectedVersion: 0, events });
    if (put.type !== 'stored') throw reasonError('LEAD_DUPLICATE');
    return { leadId, ignored };
  });
}

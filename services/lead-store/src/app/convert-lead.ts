import { reasonError } from '@firstring/contracts';
import { rememberedRequest } from '../domain/lead.ts';
import { takeConversion } from '../domain/take-conversion.ts';
import { changeLead, findLead, findLinkLead } from './change-lead.ts';
import { leadChanged } from './lead-card.ts';
import type { LeadStoreDeps } from './ports.ts';

export interface ConvertLead {
  readonly requestId: string;
  readonly ingestLinkId: string;
  readonly lead: { readonly leadId: string } | { readonly callerId: string };
}

export interface Converted {
  readonly leadId: string;
  /** False when it had converted before. */
  readonly changed: boolean;
}

/** a lead of this link has converted. A lead of another link is LEAD_NOT_FOUND: vendors speak of their own only. */
export async function convertLead(deps: LeadStoreDeps, command: ConvertLead): Promise<Converted> {
  const { requestId, ingestLinkId } = command;
  const lead = await findOwnLead(deps, command);
  const { leadId } = lead;
  const nowAt = deps.clock.now();
  const changed = await changeLead<boolean>(deps, lead, (before, version) => {
    if (before.state === 'deleted') throw reasonError('LEAD_NOT_FOUND');
    const known = rememberedRequest(before, requestId);
    if (known !== undefined) return { answer: true };
    if (before.status === 'converted') return { answer: false };
    const doc = takeConversion(before, { requestId, version, nowAt });
    return { answer: true, doc, events: [leadChanged(deps, 'LeadUpdated', { leadId, version, lead: doc })] };
  });
  if (changed) deps.events.leadConverted({ leadId, ingestLinkId });
  return { leadId, changed };
}

async function findOwnLead(
  deps: LeadStoreDeps,
  { ingestLinkId, lead }: ConvertLead,
): Promise<{ readonly processId: string; readonly leadId: string }> {
  const link = await deps.links.get(ingestLinkId);
  if (link === undefined) throw reasonError('LINK_NOT_FOUND');
  const { processId } = link.doc;
  const stored =
    'leadId' in lead
      ? await findLead(deps, { processId, leadId: lead.leadId })
      : await findLinkLead(deps, { processId, ingestLinkId, callerId: lead.callerId });
  if (stored?.doc.ingestLinkId !== ingestLinkId) throw reasonError('LEAD_NOT_FOUND');
  return { processId, leadId: stored.id };
}

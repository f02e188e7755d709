import { identityOf, rememberedRequest, type FileRow, type RememberedRequest } from '../domain/lead.ts';
import { createListLead, type Contact, type ListPlace } from '../domain/list-lead.ts';
import { toLeadDoc } from '../store/leads.ts';
import { duplicateScope, findDuplicate } from './duplicate-scope.ts';
import { leadChanged } from './lead-card.ts';
import type { LeadStoreDeps } from './ports.ts';

export interface StoreContact {
  readonly place: ListPlace;
  readonly contact: Contact;
  readonly leadId: string;
  readonly requestId: string;
  readonly ignored: readonly string[];
  readonly file?: FileRow;
}

export type StoredContact =
  | { readonly type: 'stored'; readonly leadId: string; readonly ignored: readonly string[] }
  | { readonly type: 'duplicate'; readonly leadId: string };

/** One contact into a list, unless the list or a campaign of it has it. The same request finds the lead it made. */
export async function storeContact(deps: LeadStoreDeps, command: StoreContact): Promise<StoredContact> {
  const { place, leadId, requestId, ignored } = command;
  const lead = createListLead(place, { ...command, nowAt: deps.clock.now() });
  const { key } = identityOf(lead);
  return deps.turns.take([`${place.listId}|${key}`], async () => {
    const known = await findDuplicate(deps, await duplicateScope(deps, place), key);
    if (known !== undefined) return answered(known.lead.id, rememberedRequest(known.lead.doc, requestId));
    const events = [leadChanged(deps, 'LeadAccepted', { leadId, version: 1, lead })];
    const put = await deps.leads.put({ id: leadId, doc: toLeadDoc(lead), expectedVersion: 0, events });
    return put.type === 'stored' ? { type: 'stored', leadId, ignored } : { type: 'duplicate', leadId: '' };
  });
}

function answered(leadId: string, before: RememberedRequest | undefined): StoredContact {
  if (before?.type !== 'created') return { type: 'duplicate', leadId };
  return { type: 'stored', leadId, ignored: before.ignoredParameters ?? [] };
}

import type { CollectionSpec } from '@firstring/store';
import { identityOf, type DeletedLead, type Lead, type LiveLead } from '../domain/lead.ts';

/** What finds a live lead; a tombstone has none of it and so is in no index. */
interface LeadKeys {
  readonly identity: { readonly source: string; readonly key: string };
  readonly place: string;
  /** Every number of the lead that is not its key; mostly none. */
  readonly numbers: readonly string[];
}

export type LiveLeadDoc = LiveLead & LeadKeys;
export type LeadDoc = LiveLeadDoc | DeletedLead;

/**
 * What has to be found at any number of leads and right after a start. Searches and other orders are asked of the columns
 * (ADR 14): an index of them would cost every lead that comes in more than the lead itself.
 */
export const LEADS: CollectionSpec = {
  name: 'leads',
  version: 1,
  indexes: [
    // The key first: whoever looks for duplicates asks for all sources of a process at once.
    { name: 'identity', fields: ['processId', 'identity.key', 'identity.source'], unique: true },
    { name: 'number', fields: ['processId', 'numbers[]'] },
    { name: 'process', fields: ['processId', 'createdAt'] },
    { name: 'place', fields: ['processId', 'place', 'createdAt'] },
  ],
};

/** Where the leads of a list, or those that came through a campaign's links, are found. */
export function leadPlace({ listId, campaignId }: { listId?: string; campaignId?: string }): string {
  return listId === undefined || listId === '' ? `campaign:${campaignId ?? ''}` : `list:${listId}`;
}

export function toLeadDoc(lead: Lead): LeadDoc {
  return lead.state === 'deleted' ? lead : toLiveLeadDoc(lead);
}

export function toLiveLeadDoc(lead: LiveLead): LiveLeadDoc {
  const identity = identityOf(lead);
  const numbers = [lead.callerId, ...(lead.otherPhones ?? [])].filter((number) => number !== identity.key);
  return { ...lead, identity, place: leadPlace(lead), numbers };
}

import type { CollectionSpec } from '@firstring/store';
import { digitsOf, foldText } from '../domain/search-text.ts';
import { identityOf, type DeletedLead, type Lead, type LiveLead } from '../domain/lead.ts';

/** What finds a live lead; a tombstone has none of it and so is in no index. */
interface LeadKeys {
  readonly identity: { readonly source: string; readonly key: string };
  /** Lists the lead is in: its process, campaign or lead list, status, and both. */
  readonly lists: readonly string[];
  readonly find: {
    readonly callerId: string;
    /** Digits as the vendor wrote them, where they differ: people search what they see. */
    readonly digits?: string;
    readonly firstName?: string;
    readonly lastName?: string;
    readonly email?: string;
  };
}

export type LiveLeadDoc = LiveLead & LeadKeys;
export type LeadDoc = LiveLeadDoc | DeletedLead;

/** Fields of `find`, in the order a search goes through them; each has an index of its name. */
export const FIND_FIELDS = ['callerId', 'digits', 'lastName', 'firstName', 'email'] as const;
export type FindField = (typeof FIND_FIELDS)[number];

export const FIND_INDEX: Readonly<Record<FindField, string>> = {
  callerId: 'find_caller_id',
  digits: 'find_digits',
  lastName: 'find_last_name',
  firstName: 'find_first_name',
  email: 'find_email',
};

export const LEADS: CollectionSpec = {
  name: 'leads',
  version: 1,
  indexes: [
    // The key first: whoever looks for duplicates asks for all sources of a process at once.
    { name: 'identity', fields: ['processId', 'identity.key', 'identity.source'], unique: true },
    { name: 'lists', fields: ['lists[]', 'createdAt'] },
    ...FIND_FIELDS.map((field) => ({ name: FIND_INDEX[field], fields: ['processId', `find.${field}`] })),
  ],
};

export interface ListKey {
  readonly processId: string;
  readonly campaignId?: string | undefined;
  /** Instead of a campaign. */
  readonly listId?: string | undefined;
  readonly status?: string | undefined;
}

/** The list of a process's leads, narrowed to a campaign or lead list, a status or both. */
export function listKey({ processId, campaignId, listId, status }: ListKey): string {
  const of = listId === undefined || listId === '' ? (campaignId ?? '') : `list:${listId}`;
  return `${processId}|${of}|${status ?? ''}`;
}

export function toLeadDoc(lead: Lead): LeadDoc {
  if (lead.state === 'deleted') return lead;
  const { processId, campaignId, listId, status } = lead;
  const narrowed = [
    {},
    ...(campaignId === '' ? [] : [{ campaignId }]),
    ...(listId === '' ? [] : [{ listId }]),
  ].flatMap((place) => [place, { ...place, status }]);
  const digits = digitsOf(lead.callerIdRaw);
  return {
    ...lead,
    identity: identityOf(lead),
    lists: narrowed.map((place) => listKey({ processId, ...place })),
    find: {
      callerId: lead.callerId,
      ...(digits === undefined || `+${digits}` === lead.callerId ? {} : { digits }),
      ...(lead.firstName === undefined ? {} : { firstName: foldText(lead.firstName) }),
      ...(lead.lastName === undefined ? {} : { lastName: foldText(lead.lastName) }),
      ...(lead.email === undefined ? {} : { email: foldText(lead.email) }),
    },
  };
}

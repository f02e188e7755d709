import { reasonError } from '@firstring/contracts';
import type { LeadStatus } from '@firstring/domain/lead-lifecycle';
import type { Page, Stored } from '@firstring/store';
import { digitsOf, foldText } from '../domain/search-text.ts';
import {
  FIND_FIELDS,
  FIND_INDEX,
  listKey,
  type FindField,
  type LeadDoc,
  type LiveLeadDoc,
} from '../store/leads.ts';
import { isLive } from './change-lead.ts';
import type { LeadStoreDeps } from './ports.ts';

export interface ListLeads {
  readonly processId: string;
  readonly campaignId?: string | undefined;
  readonly status?: LeadStatus | undefined;
  readonly search?: string | undefined;
  readonly pageSize: number;
  readonly pageToken?: string | undefined;
}

export interface LeadPage {
  readonly leads: readonly Stored<LiveLeadDoc>[];
  readonly nextPageToken: string | undefined;
}

/** Leads read at a stretch: parsing more would hold the loop for over 10 ms. */
const READ_MAX = 200;
/** A search reads at most this many pages of an index for one page of its answer. */
const SEARCH_READS_MAX = 8;
const TOKEN_SEPARATOR = '.';

/** a process's leads, newest first, or those where a field begins with the text searched. */
export async function listLeads(deps: LeadStoreDeps, query: ListLeads): Promise<LeadPage> {
  const { search } = query;
  if (search !== undefined && search.trim() !== '') return searchLeads(deps, query, search);
  const selection = { index: 'lists', equals: [listKey(query)], order: 'desc' } as const;
  const leads: Stored<LiveLeadDoc>[] = [];
  let pageToken = query.pageToken;
  do {
    const pageSize = Math.min(READ_MAX, query.pageSize - leads.length);
    const page = await deps.leads.query({ ...selection, pageSize, pageToken });
    leads.push(...page.items.filter(isLive));
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined && leads.length < query.pageSize);
  return { leads, nextPageToken: pageToken };
}

/**
 * Goes through the fields one after the other, each in its own order. A lead that an earlier field has found is left out, so
 * each comes once. The token says which field comes next and where in it.
 */
async function searchLeads(deps: LeadStoreDeps, query: ListLeads, search: string): Promise<LeadPage> {
  const prefixes = prefixesOf(search);
  let position = readPosition(query.pageToken, prefixes.length);
  const leads: Stored<LiveLeadDoc>[] = [];
  for (let read = 0; read < SEARCH_READS_MAX && leads.length < query.pageSize; read += 1) {
    const entry = prefixes[position.field];
    if (entry === undefined) break;
    const page = await readField(
      deps,
      query,
      { ...entry, pageToken: position.token },
      Math.min(READ_MAX, query.pageSize - leads.length),
    );
    const earlier = prefixes.slice(0, position.field);
    leads.push(
      ...page.items.filter(isLive).filter((lead) => isWanted(lead, query) && !isFound(lead, earlier)),
    );
    position =
      page.nextPageToken === undefined
        ? { field: position.field + 1, token: undefined }
        : { field: position.field, token: page.nextPageToken };
  }
  return { leads, nextPageToken: position.field < prefixes.length ? writePosition(position) : undefined };
}

interface FieldPrefix {
  readonly field: FindField;
  readonly prefix: string;
}

function prefixesOf(search: string): readonly FieldPrefix[] {
  const digits = digitsOf(search);
  const text = foldText(search);
  return FIND_FIELDS.map((field) => {
    switch (field) {
      case 'callerId':
        return { field, prefix: digits === undefined ? undefined : `+${digits}` };
      case 'digits':
        return { field, prefix: digits };
      default:
        return { field, prefix: text };
    }
  }).filter((entry): entry is FieldPrefix => entry.prefix !== undefined && entry.prefix !== '');
}

function readField(
  deps: LeadStoreDeps,
  { processId }: ListLeads,
  { field, prefix, pageToken }: FieldPrefix & { readonly pageToken: string | undefined },
  pageSize: number,
): Promise<Page<LeadDoc>> {
  return deps.leads.query({ index: FIND_INDEX[field], equals: [processId], prefix, pageSize, pageToken });
}

function isWanted({ doc }: Stored<LiveLeadDoc>, { campaignId, status }: ListLeads): boolean {
  return (
    (campaignId === undefined || doc.campaignId === campaignId) &&
    (status === undefined || doc.status === status)
  );
}

function isFound({ doc }: Stored<LiveLeadDoc>, prefixes: readonly FieldPrefix[]): boolean {
  return prefixes.some(({ field, prefix }) => doc.find[field]?.startsWith(prefix) ?? false);
}

interface SearchPosition {
  readonly field: number;
  readonly token: string | undefined;
}

function writePosition({ field, token }: SearchPosition): string {
  return `${field}${TOKEN_SEPARATOR}${token ?? ''}`;
}

function readPosition(text: string | undefined, fields: number): SearchPosition {
  if (text === undefined) return { field: 0, token: undefined };
  const [field = '', token = ''] = text.split(TOKEN_SEPARATOR);
  if (!/^\d$/.test(field) || Number(field) >= fields) {
    throw reasonError('INVALID_ARGUMENT', {
      message: 'the page token is not of this search',
      details: { field: 'page.page_token' },
    });
  }
  return { field: Number(field), token: token === '' ? undefined : token };
}

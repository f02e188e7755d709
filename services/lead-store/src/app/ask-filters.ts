import { reasonError } from '@firstring/contracts';
import { campaignPolicy, nextLocalMidnight } from '@firstring/domain';
import {
  type AttributeCatalogue,
  type FilterClause,
  type FilterCondition,
  type FilterNode,
} from '@firstring/domain/filters';
import type { LeadStatus } from '@firstring/domain/lead-lifecycle';
import type { Stored } from '@firstring/store';
import type { PageCursor } from '../domain/filter-columns/choose-page.ts';
import type { CampaignRules, DialRules } from '../domain/filter-columns/dial-question.ts';
import type { Impact } from '../domain/filter-columns/filter-columns.ts';
import type { CampaignDoc } from '../store/configuration.ts';
import type { LiveLeadDoc } from '../store/leads.ts';
import { isLive } from './change-lead.ts';
import { type FilterDeps, readCatalogue, requireValid } from './filter-deps.ts';
import { listCampaigns } from './campaigns.ts';
import { stateOf } from './campaign-state-names.ts';
import { readProcess } from './processes.ts';
import { readPrimaryField } from './table-definition.ts';

export interface CheckedImpact extends Impact {
  readonly asOfAt: number;
  /** Claim's events are in up to here; undefined before the first. */
  readonly guardsAt: number | undefined;
}

/** R-112, A-35: how many leads a tree chooses, and how many of them the gate would let somebody dial, at one printed instant. */
export async function checkImpact(
  deps: FilterDeps,
  { processId, root }: { readonly processId: string; readonly root: FilterClause },
): Promise<CheckedImpact> {
  const rules = await dialRules(deps, processId);
  requireValid(root, await readCatalogue(deps, processId));
  const impact = await deps.index.impact({ processId, root, rules });
  return { ...impact, asOfAt: rules.nowAt, guardsAt: deps.guardsAt() };
}

export interface ListFilteredLeads {
  readonly processId: string;
  /** Undefined: every lead. */
  readonly root: FilterClause | undefined;
  readonly search: string;
  readonly campaignId: string | undefined;
  readonly status: LeadStatus | undefined;
  readonly sortAttribute: string;
  readonly descending: boolean;
  readonly pageSize: number;
  readonly pageToken: string | undefined;
}

export interface FilteredLeadPage {
  readonly leads: readonly Stored<LiveLeadDoc>[];
  readonly nextPageToken: string | undefined;
  readonly total: number;
  readonly asOfAt: number;
}

/** One page of the leads that meet everything given, in any order; the token says behind which lead it goes on. */
export async function listFilteredLeads(
  deps: FilterDeps,
  query: ListFilteredLeads,
): Promise<FilteredLeadPage> {
  const { processId, sortAttribute, descending, pageSize } = query;
  const catalogue = await readCatalogue(deps, processId);
  const sortBySize = requireSort(sortAttribute, catalogue);
  const rules = await dialRules(deps, processId);
  if (query.root !== undefined) requireValid(query.root, catalogue);
  const root = everythingGiven(query);
  const after = readToken(query);
  const page = await deps.index.page({
    ...query,
    root,
    rules,
    sortAttribute,
    sortBySize,
    descending,
    pageSize,
    after,
  });
  const stored = await deps.leads.getMany(page.leadIds);
  return {
    // A lead that was erased in this moment is left out.
    leads: stored.filter(isLive),
    nextPageToken: page.next && writeToken(query, page.next),
    total: page.total,
    asOfAt: rules.nowAt,
  };
}

/** True where values are compared by size and not as text. */
function requireSort(attribute: string, catalogue: AttributeCatalogue): boolean {
  const type = catalogue.get(attribute)?.type;
  if (type !== undefined) return type === 'number' || type === 'time';
  throw reasonError('INVALID_ARGUMENT', {
    message: 'there is no such attribute to sort by',
    details: { field: 'sort_attribute' },
  });
}

function everythingGiven({ root, search, campaignId, status }: ListFilteredLeads): FilterClause {
  const nodes: FilterNode[] = root === undefined ? [] : [root];
  if (campaignId !== undefined) nodes.push(condition('campaign', '=', campaignId));
  if (status !== undefined) nodes.push(condition('status', '=', status));
  const text = search.trim();
  if (text !== '') nodes.push(searchNode(text));
  return { type: 'clause', match: 'all', nodes };
}

/** R-26: the beginning of what people see in the table, or a part of the number. */
function searchNode(search: string): FilterClause {
  const beginning = `${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const digits = digitsOf(search);
  const names = ['name', 'first_name', 'last_name', 'email'];
  const nodes = names.map((attribute) => condition(attribute, 'like', beginning));
  // Anywhere in the number: people write it without its country, or know the last digits.
  if (digits !== undefined) nodes.push(condition('phone1', 'like', `%${digits}%`));
  return { type: 'clause', match: 'any', nodes };
}

/** The digits of a number as somebody writes it; undefined when the text is no number. */
function digitsOf(text: string): string | undefined {
  if (!/^\+?[\d\s().\-/]+$/.test(text)) return undefined;
  const digits = text.replace(/\D/g, '');
  return digits === '' ? undefined : digits;
}

function condition(attribute: string, operator: FilterCondition['operator'], value: string): FilterCondition {
  return { type: 'condition', attribute, operator, negated: false, values: [value] };
}

/** What the gate needs of the process's campaigns, at this instant. Paused and closed ones dial nobody. */
async function dialRules(deps: FilterDeps, processId: string): Promise<DialRules> {
  const process = await readProcess(deps, processId);
  const campaigns = await listCampaigns(deps, { processId });
  const active = campaigns.filter(({ doc }) => stateOf(doc.state) === 'active');
  const ofList = new Map<string, CampaignRules[]>();
  for (const { doc } of active) {
    for (const { listId, maxAttempts } of doc.lists ?? []) {
      const rules = campaignRules({ ...doc, maxAttempts: lowerLimit(maxAttempts, doc.maxAttempts) });
      ofList.set(listId, [...(ofList.get(listId) ?? []), rules]);
    }
  }
  const nowAt = deps.clock.now();
  return {
    campaigns: new Map(active.map(({ id, doc }) => [id, campaignRules(doc)])),
    ofList,
    nowAt,
    zone: process.doc.timeZone,
    primaryField: await readPrimaryField(deps, processId),
    dayEndsAt: nextLocalMidnight(process.doc.timeZone, nowAt),
  };
}

/** 0 = the campaign's own limit (R-104). */
function lowerLimit(ofAssignment: number, ofCampaign: number): number {
  return ofAssignment === 0 ? ofCampaign : Math.min(ofAssignment, ofCampaign);
}

function campaignRules(doc: CampaignDoc): CampaignRules {
  return {
    policy: campaignPolicy(doc),
    window: { startMinute: doc.windowStartMinute, endMinute: doc.windowEndMinute },
    numberAttemptsPerDayMax: doc.maxAttemptsPerDay,
  };
}

/** The order is part of the token: a page of another order begins anew. */
function writeToken({ sortAttribute, descending }: ListFilteredLeads, next: PageCursor): string {
  return Buffer.from(JSON.stringify([sortAttribute, descending, next.key, next.leadId])).toString(
    'base64url',
  );
}

function readToken({ pageToken, sortAttribute, descending }: ListFilteredLeads): PageCursor | undefined {
  if (pageToken === undefined) return undefined;
  const parts = parseToken(pageToken);
  const [attribute, wasDescending, key, leadId] = parts;
  const isKey = key === null || typeof key === 'string' || typeof key === 'number';
  if (attribute === sortAttribute && wasDescending === descending && isKey && typeof leadId === 'string') {
    return { key, leadId };
  }
  throw reasonError('INVALID_ARGUMENT', {
    message: 'the page token is not of this list',
    details: { field: 'page.page_token' },
  });
}

function parseToken(text: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

import { reasonError } from '@firstring/contracts';
import type { Stored } from '@firstring/store';
import type { FilterDoc, FilterLayerDoc, FilterLevel } from '../store/filters.ts';
import { isAssigned, requireAssignable } from './assigned-segments.ts';
import { builtInFilters, refuseBuiltIn } from './built-in-filters.ts';
import { readCatalogue, requireValid } from './filter-deps.ts';
import type { LeadStoreDeps } from './ports.ts';
import { readProcess } from './processes.ts';
import { putConfigured } from './put-configured.ts';

const LIST_MAX = 1000;

export interface PutFilter {
  /** Empty for a new filter. */
  readonly filterId: string;
  /** The version it replaces; 0 creates. */
  readonly version: number;
  readonly doc: Omit<FilterDoc, 'updatedAt'>;
}

/** creates or replaces. Whose a filter is never changes: a system filter cannot become a campaign's. */
export async function putFilter(
  deps: LeadStoreDeps,
  { filterId, version, doc }: PutFilter,
): Promise<Stored<FilterDoc>> {
  refuseBuiltIn(filterId);
  const { processId } = doc;
  await readProcess(deps, processId);
  await requireCampaign(deps, doc);
  requireValid(doc.root, await readCatalogue(deps, processId));
  await requireAssignable(deps, filterId, doc);
  return putConfigured(deps.filters, {
    id: filterId,
    newId: deps.random.uuid(),
    expectedVersion: version,
    doc: { ...doc, updatedAt: deps.clock.now() },
    notFound: 'FILTER_NOT_FOUND',
    mayReplace: (before) => requireSameOwner(before, doc),
  });
}

interface Owned {
  readonly level: FilterLevel;
  readonly campaignId: string;
}

export function requireSameOwner(before: Owned, after: Owned): void {
  if (before.level === after.level && before.campaignId === after.campaignId) return;
  throw reasonError('INVALID_ARGUMENT', {
    message: 'the level and the campaign of a filter or group never change; make a new one',
    details: { field: 'level' },
  });
}

export async function requireCampaign(deps: LeadStoreDeps, doc: Owned & { readonly processId: string }) {
  if (doc.level !== 'campaign') return;
  const campaign = await deps.campaigns.get(doc.campaignId);
  if (campaign?.doc.processId !== doc.processId) throw reasonError('CAMPAIGN_NOT_FOUND');
}

export interface FilterRef {
  readonly processId: string;
  readonly filterId: string;
}

export async function readFilter(
  deps: LeadStoreDeps,
  { processId, filterId }: FilterRef,
): Promise<Stored<FilterDoc>> {
  const builtIn = builtInFilters(processId).find(({ id }) => id === filterId);
  const stored = builtIn ?? (await deps.filters.get(filterId));
  if (stored === undefined || stored.doc.processId !== processId) throw reasonError('FILTER_NOT_FOUND');
  return stored;
}

export interface ListFilters {
  readonly processId: string;
  /** Undefined: system and campaign filters. */
  readonly level?: FilterLevel | undefined;
  /** Campaign filters of this campaign only; undefined: of all. */
  readonly campaignId?: string | undefined;
}

/** The filters of a process: those that ship, then by name. */
export async function listFilters(
  deps: LeadStoreDeps,
  { processId, level, campaignId }: ListFilters,
): Promise<readonly Stored<FilterDoc>[]> {
  await readProcess(deps, processId);
  const page = await deps.filters.query({ index: 'process', equals: [processId], pageSize: LIST_MAX });
  return [...builtInFilters(processId), ...page.items].filter(({ doc }) => {
    const wantedLevel = level === undefined ? doc.level !== 'segment' : doc.level === level;
    return (
      wantedLevel && (campaignId === undefined || doc.campaignId === '' || doc.campaignId === campaignId)
    );
  });
}

/** removes a filter that nothing uses. Removing one that is gone is FILTER_NOT_FOUND. */
export async function deleteFilter(deps: LeadStoreDeps, ref: FilterRef): Promise<void> {
  refuseBuiltIn(ref.filterId);
  const stored = await readFilter(deps, ref);
  await requireUnused(deps, stored);
  const removed = await deps.filters.delete({ id: stored.id, expectedVersion: stored.version });
  if (removed.type === 'conflict') throw reasonError('VERSION_CONFLICT');
}

async function requireUnused(
  deps: LeadStoreDeps,
  { id: filterId, doc: filter }: Stored<FilterDoc>,
): Promise<void> {
  const { processId, name } = filter;
  if (isAssigned(filter)) throw inUse(`the segment "${name}" is given to agents; take it from them first`);
  const groups = await deps.filterGroups.query({ index: 'process', equals: [processId], pageSize: LIST_MAX });
  const group = groups.items.find(({ doc }) => filterIdsOf(doc.layers).includes(filterId));
  if (group !== undefined) throw inUse(`the filter group "${group.doc.name}" has this filter`);
  const campaigns = await deps.campaigns.query({ index: 'process', equals: [processId], pageSize: LIST_MAX });
  const campaign = campaigns.items.find(({ doc }) => doc.filterIds?.includes(filterId));
  if (campaign !== undefined) throw inUse(`the campaign "${campaign.doc.name}" has this filter`);
}

export function inUse(message: string): Error {
  return reasonError('FILTER_IN_USE', { message });
}

/** Every filter a hierarchy names, outer layers before inner ones. */
export function filterIdsOf(layers: readonly FilterLayerDoc[]): readonly string[] {
  return layers.flatMap((layer) => [layer.filterId, ...filterIdsOf(layer.layers)]);
}

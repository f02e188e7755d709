import { reasonError } from '@firstring/contracts';
import {
  FETCH_ORDER_POLICIES_MAX,
  fetchOrderProblem,
  type FetchOrderPolicy,
} from '@firstring/domain/filters';
import { updateDocument } from '@firstring/service-kit';
import type { Stored } from '@firstring/store';
import type { FilterEntitlementDoc, FilterGroupDoc, FilterLayerDoc } from '../store/filters.ts';
import { builtInGroup, refuseBuiltIn } from './built-in-filters.ts';
import { readCatalogue } from './filter-deps.ts';
import { filterIdsOf, inUse, readFilter, requireCampaign, requireSameOwner } from './filters.ts';
import type { LeadStoreDeps } from './ports.ts';
import { readProcess } from './processes.ts';
import { putConfigured } from './put-configured.ts';

const LIST_MAX = 1000;
const LAYERS_MAX = 50;
const DEPTH_MAX = 4;

export interface PutFilterGroup {
  /** Empty for a new group. */
  readonly filterGroupId: string;
  readonly version: number;
  readonly doc: Omit<FilterGroupDoc, 'updatedAt'>;
}

/** creates or replaces a group of existing filters with its fetch order. */
export async function putFilterGroup(
  deps: LeadStoreDeps,
  { filterGroupId, version, doc }: PutFilterGroup,
): Promise<Stored<FilterGroupDoc>> {
  refuseBuiltIn(filterGroupId);
  await requireGroupsAllowed(deps, doc.processId);
  await requireCampaign(deps, doc);
  requireLayers(doc.layers);
  await requirePolicies(deps, doc);
  await Promise.all(filterIdsOf(doc.layers).map((filterId) => requireUsable(deps, doc, filterId)));
  return putConfigured(deps.filterGroups, {
    id: filterGroupId,
    newId: deps.random.uuid(),
    expectedVersion: version,
    doc: { ...doc, updatedAt: deps.clock.now() },
    notFound: 'FILTER_GROUP_NOT_FOUND',
    mayReplace: (before) => requireSameOwner(before, doc),
  });
}

function requireLayers(layers: readonly FilterLayerDoc[]): void {
  const count = filterIdsOf(layers).length;
  if (count === 0) throw invalidLayers('choose at least one filter');
  if (count > LAYERS_MAX) throw invalidLayers(`a group has at most ${LAYERS_MAX} layers`);
  if (depthOf(layers) > DEPTH_MAX)
    throw invalidLayers(`layers lie at most ${DEPTH_MAX} deep inside each other`);
}

function depthOf(layers: readonly FilterLayerDoc[]): number {
  return layers.length === 0 ? 0 : 1 + Math.max(...layers.map((layer) => depthOf(layer.layers)));
}

function invalidLayers(message: string): Error {
  return reasonError('INVALID_ARGUMENT', { message, details: { field: 'layers' } });
}

async function requirePolicies(
  deps: LeadStoreDeps,
  { processId, policies }: PutFilterGroup['doc'],
): Promise<void> {
  if (policies.length > FETCH_ORDER_POLICIES_MAX) {
    throw reasonError('TOO_MANY_POLICIES', { details: { field: 'policies' } });
  }
  const catalogue = await readCatalogue(deps, processId);
  for (const [index, policy] of policies.entries()) {
    const message = fetchOrderProblem(policy, catalogue) ?? (await scriptProblem(deps, policy));
    if (message !== undefined)
      throw reasonError('INVALID_ARGUMENT', { message, details: { field: `policies.${index}` } });
  }
}

async function scriptProblem(
  { scripts }: LeadStoreDeps,
  policy: FetchOrderPolicy,
): Promise<string | undefined> {
  return policy.type === 'script' ? scripts.problemOf(policy.source) : undefined;
}

/** existing filters, of the process or of the group's own campaign. */
async function requireUsable(
  deps: LeadStoreDeps,
  { processId, campaignId }: PutFilterGroup['doc'],
  filterId: string,
): Promise<void> {
  const { doc } = await readFilter(deps, { processId, filterId });
  if (doc.level === 'system' || (doc.level === 'campaign' && doc.campaignId === campaignId)) return;
  throw reasonError('INVALID_ARGUMENT', {
    message: `the filter "${doc.name}" belongs to another campaign or is a segment`,
    details: { field: 'layers' },
  });
}

export interface FilterGroupRef {
  readonly processId: string;
  readonly filterGroupId: string;
}

export async function readFilterGroup(
  deps: LeadStoreDeps,
  { processId, filterGroupId }: FilterGroupRef,
): Promise<Stored<FilterGroupDoc>> {
  await requireGroupsAllowed(deps, processId);
  const builtIn = builtInGroup(processId);
  const stored = builtIn.id === filterGroupId ? builtIn : await deps.filterGroups.get(filterGroupId);
  if (stored === undefined || stored.doc.processId !== processId) throw reasonError('FILTER_GROUP_NOT_FOUND');
  return stored;
}

/** The one that ships, then by name; those of one campaign and the system's when a campaign is named. */
export async function listFilterGroups(
  deps: LeadStoreDeps,
  { processId, campaignId }: { readonly processId: string; readonly campaignId: string | undefined },
): Promise<readonly Stored<FilterGroupDoc>[]> {
  await requireGroupsAllowed(deps, processId);
  const page = await deps.filterGroups.query({ index: 'process', equals: [processId], pageSize: LIST_MAX });
  return [builtInGroup(processId), ...page.items].filter(
    ({ doc }) => campaignId === undefined || doc.campaignId === '' || doc.campaignId === campaignId,
  );
}

export async function deleteFilterGroup(deps: LeadStoreDeps, ref: FilterGroupRef): Promise<void> {
  refuseBuiltIn(ref.filterGroupId);
  const stored = await readFilterGroup(deps, ref);
  const { processId } = ref;
  const campaigns = await deps.campaigns.query({ index: 'process', equals: [processId], pageSize: LIST_MAX });
  const campaign = campaigns.items.find(({ doc }) => doc.filterGroupIds?.includes(ref.filterGroupId));
  if (campaign !== undefined) throw inUse(`the campaign "${campaign.doc.name}" has this group`);
  const removed = await deps.filterGroups.delete({ id: stored.id, expectedVersion: stored.version });
  if (removed.type === 'conflict') throw reasonError('VERSION_CONFLICT');
}

/** on unless it was switched off. */
export async function areGroupsAllowed(deps: LeadStoreDeps, processId: string): Promise<boolean> {
  await readProcess(deps, processId);
  return (await deps.entitlements.get(processId))?.doc.groupsAllowed ?? true;
}

export async function setGroupsAllowed(deps: LeadStoreDeps, processId: string, groupsAllowed: boolean) {
  await readProcess(deps, processId);
  await updateDocument<FilterEntitlementDoc, void>(deps.entitlements, processId, () => ({
    answer: undefined,
    doc: { groupsAllowed },
  }));
}

async function requireGroupsAllowed(deps: LeadStoreDeps, processId: string): Promise<void> {
  if (!(await areGroupsAllowed(deps, processId))) throw reasonError('FILTER_GROUPS_OFF');
}

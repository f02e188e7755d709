import { createHash } from 'node:crypto';
import { CAMPAIGN_CRITERIA } from '@firstring/contracts';
import { CriteriaEvent } from '@firstring/contracts/leads/criteria';
import { updateDocument } from '@firstring/service-kit';
import { encodeFetchOrder } from '@firstring/service-kit/filter-wire';
import type { OutboxEvent, Stored } from '@firstring/store';
import { configurationEvents } from '../configuration-events.ts';
import { compilePlacement } from '../../domain/placement/placements-of.ts';
import type { CampaignDoc } from '../../store/configuration.ts';
import type { CampaignCriteriaDoc } from '../../store/criteria.ts';
import type { FilterGroupDoc } from '../../store/filters.ts';
import { assignedSegments } from '../assigned-segments.ts';
import { builtInFilters, builtInGroup } from '../built-in-filters.ts';
import { listCampaigns } from '../campaigns.ts';
import { readCatalogue } from '../filter-deps.ts';
import { areGroupsAllowed } from '../filter-groups.ts';
import { filterIdsOf } from '../filters.ts';
import type { LeadStoreDeps } from '../ports.ts';
import { readProcess } from '../processes.ts';
import { campaignRules, scriptId, type CampaignRules, type CriteriaSources } from './campaign-rules.ts';
import type { FilteredCampaign } from './criteria-book.ts';

/**
 * Makes the documents of a process say what its campaigns' filters come to now, each with its event where it has changed; answers the
 * campaigns that have filters. Done again it changes nothing.
 */
export async function refreshCriteria(
  deps: LeadStoreDeps,
  processId: string,
): Promise<readonly FilteredCampaign[]> {
  const campaigns = await listCampaigns(deps, { processId });
  const segments = await assignedSegments(deps, processId);
  const sources = { ...(await readSources(deps, processId, campaigns)), segments };
  const filtered: FilteredCampaign[] = [];
  for (const campaign of campaigns) {
    const rules = campaignRules(campaign, sources);
    const revision = await keepDocument(deps, processId, rules);
    if (rules.placement.steps.length === 0) continue;
    filtered.push({ revision, placement: compilePlacement(rules.placement) });
  }
  return filtered;
}

export async function readSources(
  deps: LeadStoreDeps,
  processId: string,
  campaigns: readonly Stored<CampaignDoc>[],
): Promise<CriteriaSources> {
  const process = await readProcess(deps, processId);
  const groupIds = campaigns.flatMap(({ doc }) => doc.filterGroupIds ?? []);
  const groups = [builtInGroup(processId), ...(await deps.filterGroups.getMany(once(groupIds)))];
  const layered = groups.flatMap(({ doc }) => filterIdsOf(doc.layers));
  const plain = campaigns.flatMap(({ doc }) => doc.filterIds ?? []);
  const stored = await deps.filters.getMany(once([...plain, ...layered]));
  return {
    groups: new Map(groups.map((group) => [group.id, group])),
    scriptsOff: await readScriptsOff(deps, groups),
    scriptRound: deps.scriptRounds.current,
    filters: byId([...builtInFilters(processId), ...stored]),
    groupsAllowed: await areGroupsAllowed(deps, processId),
    catalogue: await readCatalogue(deps, processId),
    zone: process.doc.timeZone,
  };
}

function byId<T>(documents: readonly Stored<T>[]): ReadonlyMap<string, T> {
  return new Map(documents.map(({ id, doc }) => [id, doc]));
}

async function readScriptsOff(deps: LeadStoreDeps, groups: readonly Stored<FilterGroupDoc>[]) {
  const ids = groups.flatMap(({ id: groupId, doc }) =>
    doc.policies.flatMap(({ type }, policyIndex) =>
      type === 'script' ? [scriptId({ groupId, policyIndex })] : [],
    ),
  );
  const off = await deps.scriptsOff.getMany(ids);
  return new Map(off.map(({ id, doc }) => [id, doc.groupVersion]));
}

function once(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)];
}

/** The revision after it. A campaign that never had filters or segments needs no document. */
function keepDocument(
  deps: LeadStoreDeps,
  processId: string,
  { placement, isLayered, policies, round }: CampaignRules,
): Promise<number> {
  const { campaignId, steps, segments, zone } = placement;
  // Without either neither lists nor the zone matter.
  const decisive =
    steps.length === 0
      ? ''
      : JSON.stringify({ placement, isLayered, policies, ...(round === '' ? {} : { round }) });
  const digest = digestOf(decisive);
  const stepsDigest = digestOf(JSON.stringify({ steps, zone, isLayered }));
  const stepNames = steps.map(({ name }) => name);
  const doc: CampaignCriteriaDoc = {
    processId,
    stepNames,
    isLayered,
    policies,
    segments: segments.map(({ segmentId, agentIds }) => ({ segmentId, agentIds })),
    digest,
    stepsDigest,
  };
  return updateDocument<CampaignCriteriaDoc, number>(deps.criteriaDocs, campaignId, (before, version) => {
    const isNews = before === undefined ? steps.length > 0 : before.digest !== digest;
    if (!isNews) return { answer: version - 1 };
    const isSameSteps = before?.stepsDigest === stepsDigest && before.stepsSince !== undefined;
    const news = { ...doc, stepsSince: isSameSteps ? before.stepsSince : version };
    return {
      answer: version,
      doc: news,
      events: criteriaChanged(deps, { id: campaignId, version, doc: news }),
    };
  });
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function criteriaChanged(
  deps: LeadStoreDeps,
  { id, version, doc }: Stored<CampaignCriteriaDoc>,
): OutboxEvent[] {
  const criteria = {
    campaignId: id,
    processId: doc.processId,
    revision: BigInt(version),
    isFiltered: doc.stepNames.length > 0,
    isLayered: doc.isLayered,
    stepNames: [...doc.stepNames],
    policies: doc.policies.map(encodeFetchOrder),
    stepsSince: BigInt(doc.stepsSince ?? 0),
    segments: (doc.segments ?? []).map(({ segmentId, agentIds }) => ({ segmentId, agentIds: [...agentIds] })),
  };
  const payload = CriteriaEvent.encode({ criteria }).finish();
  const draft = { topic: CAMPAIGN_CRITERIA, key: id, type: 'CriteriaChanged', payload };
  return configurationEvents(deps, draft, { $case: 'criteria', value: criteria });
}

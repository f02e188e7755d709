import type { AttributeCatalogue, FetchOrderPolicy } from '@firstring/domain/filters';
import type { Stored } from '@firstring/store';
import {
  sortKeysOf,
  stepsOfFilters,
  stepsOfLayers,
  EVERY_LEAD,
  namesLevel,
  type AssignedSegment,
  type CriteriaStep,
  type Layer,
  type PlacementRules,
  type ScriptRef,
} from '../../domain/placement/criteria-steps.ts';
import type { CampaignDoc } from '../../store/configuration.ts';
import type { FilterDoc, FilterGroupDoc, FilterLayerDoc } from '../../store/filters.ts';
import { builtInSteps, isBuiltIn } from '../built-in-filters.ts';

/** What the campaigns of one process choose from. */
export interface CriteriaSources {
  readonly filters: ReadonlyMap<string, FilterDoc>;
  readonly groups: ReadonlyMap<string, Stored<FilterGroupDoc>>;
  /** */
  readonly groupsAllowed: boolean;
  readonly catalogue: AttributeCatalogue;
  readonly zone: string;
  /** Scripts that have failed too often, by `scriptId`, with the version of their group that they are switched off in. */
  readonly scriptsOff: ReadonlyMap<string, number>;
  /** Another one: values of scripts may have been lost, and all are made anew. */
  readonly scriptRound: string;
  /** R-83; absent = who is given which leads does not matter. */
  readonly segments?: readonly Stored<FilterDoc>[];
}

/** A campaign's filters and segments, resolved; without steps it has none. */
export interface CampaignRules {
  readonly placement: PlacementRules;
  readonly isLayered: boolean;
  readonly policies: readonly FetchOrderPolicy[];
  /** Part of what makes a new revision; empty without scripts. */
  readonly round: string;
}

/**
 * what is attached, whatever the type of the campaign. A filter or group that is disabled, and a group while
 * groups are switched off, count as not attached; a layer goes with the layers inside it.
 */
export function campaignRules({ id, doc }: Stored<CampaignDoc>, sources: CriteriaSources): CampaignRules {
  const { zone, catalogue } = sources;
  const group = attachedGroup(doc, sources);
  const filtered = group?.steps ?? stepsOfFilters(enabled(doc.filterIds ?? [], sources));
  const segments = segmentsOf(doc, sources);
  const steps = filtered.length === 0 && segments.length > 0 ? [EVERY_LEAD] : filtered;
  // A script that is switched off is passed over: the next policy decides.
  const left = (group?.policies ?? [])
    .map((policy, index) => ({ policy, script: scriptOf(policy, index, group, sources) }))
    .filter(({ policy, script }) => policy.type !== 'script' || script !== undefined);
  const policies = left.map(({ policy }) => policy);
  const isSize = (attribute: string): boolean => {
    const type = catalogue.get(attribute)?.type;
    return type === 'number' || type === 'time';
  };
  const sortKeys = sortKeysOf(policies, isSize, (index) => left[index]?.script);
  const round = sortKeys.some(({ script }) => script !== undefined) ? sources.scriptRound : '';
  const listIds = (doc.lists ?? []).map(({ listId }) => listId).toSorted();
  return {
    placement: { campaignId: id, listIds, zone, steps, sortKeys, segments },
    isLayered: group !== undefined,
    policies,
    round,
  };
}

/**
 * a segment is an agent's where the agent works: in a campaign that none of its agents works its leads stay everybody's. One that
 * asks for the priority level cannot be assigned; such a one of earlier days counts as not assigned.
 */
function segmentsOf(doc: CampaignDoc, { segments = [] }: CriteriaSources): readonly AssignedSegment[] {
  return segments
    .flatMap(({ id, doc: { enabled: isEnabled, agentIds, root } }) => {
      const own = agentIds.filter((agentId) => doc.agentIds.includes(agentId)).toSorted();
      const isAssigned = isEnabled && own.length > 0 && !namesLevel(root);
      return isAssigned ? [{ segmentId: id, root, agentIds: own }] : [];
    })
    .toSorted((a, b) => (a.segmentId < b.segmentId ? -1 : 1));
}

/** Names one script of a group, whatever its text. */
export function scriptId({ groupId, policyIndex }: Pick<ScriptRef, 'groupId' | 'policyIndex'>): string {
  return `${groupId}.${policyIndex}`;
}

function scriptOf(
  policy: FetchOrderPolicy,
  policyIndex: number,
  group: AttachedGroup | undefined,
  { scriptsOff }: CriteriaSources,
): ScriptRef | undefined {
  if (policy.type !== 'script' || group === undefined) return undefined;
  const { groupId, groupVersion } = group;
  const script = { groupId, groupVersion, policyIndex, source: policy.source };
  return scriptsOff.get(scriptId(script)) === groupVersion ? undefined : script;
}

interface AttachedGroup {
  readonly groupId: string;
  readonly groupVersion: number;
  readonly steps: readonly CriteriaStep[];
  readonly policies: readonly FetchOrderPolicy[];
}

/** Undefined without one, and for one of whose layers none is left. */
function attachedGroup(doc: CampaignDoc, sources: CriteriaSources): AttachedGroup | undefined {
  const [groupId] = doc.filterGroupIds ?? [];
  const group = groupId === undefined ? undefined : sources.groups.get(groupId);
  if (groupId === undefined || !group?.doc.enabled || !sources.groupsAllowed) return undefined;
  const { layers, policies } = group.doc;
  const steps = isBuiltIn(groupId) ? builtInSteps() : stepsOfLayers(layersOf(layers, sources));
  return steps.length === 0 ? undefined : { groupId, groupVersion: group.version, steps, policies };
}

function layersOf(layers: readonly FilterLayerDoc[], sources: CriteriaSources): readonly Layer[] {
  return layers.flatMap(({ filterId, layers: inside }) =>
    enabled([filterId], sources).map((filter) => ({ filter, layers: layersOf(inside, sources) })),
  );
}

function enabled(filterIds: readonly string[], { filters }: CriteriaSources): readonly FilterDoc[] {
  return filterIds.flatMap((filterId) => {
    const filter = filters.get(filterId);
    return filter?.enabled ? [filter] : [];
  });
}

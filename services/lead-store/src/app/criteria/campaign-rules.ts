import type { AttributeCatalogue, FetchOrderPolicy } from '@firstring/domain/filters';
import type { Stored } from '@firstring/store';
import {
  sortKeysOf,
  stepsOfFilters,
  stepsOfLayers,
  type CriteriaStep,
  type Layer,
  type PlacementRules,
} from '../../domain/placement/criteria-steps.ts';
import type { CampaignDoc } from '../../store/configuration.ts';
import type { FilterDoc, FilterGroupDoc, FilterLayerDoc } from '../../store/filters.ts';
import { builtInSteps, isBuiltIn } from '../built-in-filters.ts';

/** What the campaigns of one process choose from. */
export interface CriteriaSources {
  readonly filters: ReadonlyMap<string, FilterDoc>;
  readonly groups: ReadonlyMap<string, FilterGroupDoc>;
  /** */
  readonly groupsAllowed: boolean;
  readonly catalogue: AttributeCatalogue;
  readonly zone: string;
}

/** A campaign's filters, resolved; without steps it has none. */
export interface CampaignRules {
  readonly placement: PlacementRules;
  readonly isLayered: boolean;
  readonly policies: readonly FetchOrderPolicy[];
}

/**
 * what is attached, whatever the type of the campaign. A filter or group that is disabled, and a group while
 * groups are switched off, count as not attached; a layer goes with the layers inside it.
 */
export function campaignRules({ id, doc }: Stored<CampaignDoc>, sources: CriteriaSources): CampaignRules {
  const { zone, catalogue } = sources;
  const group = attachedGroup(doc, sources);
  const steps = group?.steps ?? stepsOfFilters(enabled(doc.filterIds ?? [], sources));
  const policies = group?.policies ?? [];
  const sortKeys = sortKeysOf(policies, (attribute) => {
    const type = catalogue.get(attribute)?.type;
    return type === 'number' || type === 'time';
  });
  const listIds = (doc.lists ?? []).map(({ listId }) => listId).toSorted();
  return {
    placement: { campaignId: id, listIds, zone, steps, sortKeys },
    isLayered: group !== undefined,
    policies,
  };
}

interface AttachedGroup {
  readonly steps: readonly CriteriaStep[];
  readonly policies: readonly FetchOrderPolicy[];
}

/** Undefined without one, and for one of whose layers none is left. */
function attachedGroup(doc: CampaignDoc, sources: CriteriaSources): AttachedGroup | undefined {
  const [groupId] = doc.filterGroupIds ?? [];
  const group = groupId === undefined ? undefined : sources.groups.get(groupId);
  if (groupId === undefined || !group?.enabled || !sources.groupsAllowed) return undefined;
  const steps = isBuiltIn(groupId) ? builtInSteps() : stepsOfLayers(layersOf(group.layers, sources));
  return steps.length === 0 ? undefined : { steps, policies: group.policies };
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

import { conditionsOf, type FetchOrderPolicy, type FilterNode } from '@firstring/domain/filters';

/** A filter as far as steps need it. */
export interface NamedFilter {
  readonly name: string;
  readonly root: FilterNode;
}

/** A layer of a group with what its filter says. */
export interface Layer {
  readonly filter: NamedFilter;
  readonly layers: readonly Layer[];
}

/** Leads that meet all the trees; of several steps a lead is in the first. */
export interface CriteriaStep {
  readonly name: string;
  readonly roots: readonly FilterNode[];
}

/** What leads of a step are ordered by beforehand. */
export interface SortKey {
  readonly attribute: string;
  /** Text of the attribute stands for numbers or instants. */
  readonly bySize: boolean;
  /** Its values are made by a script and not by an attribute. */
  readonly script?: ScriptRef;
}

/** A script as one version of a group has it: saved anew it is another one. */
export interface ScriptRef {
  readonly groupId: string;
  readonly groupVersion: number;
  /** Among the group's policies. */
  readonly policyIndex: number;
  readonly source: string;
}

/** No lead has it. */
const MADE_BY_SCRIPT = '#script';

/** A saved segment whose leads are given to some of a campaign's agents only. */
export interface AssignedSegment {
  readonly segmentId: string;
  readonly root: FilterNode;
  /** Those of its agents who work the campaign: at least one. */
  readonly agentIds: readonly string[];
}

/** Everything that places leads in one campaign: plain data, so that a thread can have it too. */
export interface PlacementRules {
  readonly campaignId: string;
  /** Lead lists the campaign dials, besides its own leads. */
  readonly listIds: readonly string[];
  /** The process's zone: a date begins at its midnight. */
  readonly zone: string;
  readonly steps: readonly CriteriaStep[];
  readonly sortKeys: readonly SortKey[];
  /** In their ids' order. */
  readonly segments: readonly AssignedSegment[];
}

/** where only segments say whose a lead is, every lead is in the one step. */
export const EVERY_LEAD: CriteriaStep = { name: '', roots: [] };

/** plain filters cut; a lead has to meet all of them. */
export function stepsOfFilters(filters: readonly NamedFilter[]): readonly CriteriaStep[] {
  if (filters.length === 0) return [];
  return [{ name: filters.map(({ name }) => name).join(' + '), roots: filters.map(({ root }) => root) }];
}

/**
 * the hierarchy as one ranking. A lead is in the first layer whose filter it meets; the layers inside come first, then the
 * rest of the layer.
 */
export function stepsOfLayers(
  layers: readonly Layer[],
  around: readonly NamedFilter[] = [],
): readonly CriteriaStep[] {
  return layers.flatMap(({ filter, layers: inside }) => {
    const path = [...around, filter];
    const rest = { name: path.map(({ name }) => name).join(' › '), roots: path.map(({ root }) => root) };
    return [...stepsOfLayers(inside, path), rest];
  });
}

/** The sort values that a group's policies need, in their order; the others are known to whoever chooses. */
export function sortKeysOf(
  policies: readonly FetchOrderPolicy[],
  isSize: (attribute: string) => boolean,
  scriptAt: (policyIndex: number) => ScriptRef | undefined,
): readonly SortKey[] {
  return policies.flatMap((policy, index): SortKey[] => {
    switch (policy.type) {
      case 'upload_time':
        return [{ attribute: 'upload_time', bySize: true }];
      case 'natural':
        return [{ attribute: '#row', bySize: true }];
      case 'customer_field':
        return [{ attribute: policy.attribute, bySize: isSize(policy.attribute) }];
      case 'script': {
        const script = scriptAt(index);
        return script === undefined ? [] : [{ attribute: MADE_BY_SCRIPT, bySize: false, script }];
      }
      default:
        return [];
    }
  });
}

/** Whether time alone changes what a filter says of a lead. */
export function namesLevel(root: FilterNode): boolean {
  return conditionsOf(root).some(({ attribute }) => attribute === 'priority_level');
}

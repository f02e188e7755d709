import { reasonError } from '@firstring/contracts';
import type { Stored } from '@firstring/store';
import type { CriteriaStep } from '../domain/placement/criteria-steps.ts';
import type { FilterDoc, FilterGroupDoc } from '../store/filters.ts';

const LEVELS = [
  { id: 'p1', level: 'P1', description: 'The opt-in day, until the day has had its attempts' },
  { id: 'p2', level: 'P2', description: 'After the opt-in day, until the first attempts are made' },
  { id: 'p3', level: 'P3', description: 'The rest of the first week' },
  { id: 'p4', level: 'P4', description: 'Everything older' },
] as const;

const GROUP_ID = 'p1-p4';
const IDS: ReadonlySet<string> = new Set([GROUP_ID, ...LEVELS.map(({ id }) => id)]);

/** What ships with the product and is the same in every process: P1 to P4 as filters, and the group of them. */
export function isBuiltIn(id: string): boolean {
  return IDS.has(id);
}

export function refuseBuiltIn(id: string): void {
  if (isBuiltIn(id)) throw reasonError('FILTER_BUILT_IN');
}

const COMMON = { level: 'system', campaignId: '', enabled: true, updatedAt: 0, requestId: '' } as const;

/**
 * The steps of the group. It orders and cuts nothing: a lead that waits for its next day counts as P1, so that a call it was promised
 * is not lost.
 */
export function builtInSteps(): readonly CriteriaStep[] {
  return LEVELS.map(({ level }) => {
    const values = level === 'P1' ? [level, 'waiting'] : [level];
    const root = {
      type: 'condition',
      attribute: 'priority_level',
      operator: 'in',
      negated: false,
      values,
    } as const;
    return { name: level, roots: [root] };
  });
}

export function builtInFilters(processId: string): readonly Stored<FilterDoc>[] {
  return LEVELS.map(({ id, level, description }) => {
    const condition = {
      attribute: 'priority_level',
      operator: '=',
      negated: false,
      values: [level],
    } as const;
    const root = {
      type: 'clause',
      match: 'all',
      nodes: [{ type: 'condition', ...condition }],
    } as const;
    const nobodys = { ownerUserId: '', shared: false, agentIds: [] };
    return { id, version: 1, doc: { ...COMMON, ...nobodys, processId, name: level, description, root } };
  });
}

export function builtInGroup(processId: string): Stored<FilterGroupDoc> {
  const doc: FilterGroupDoc = {
    ...COMMON,
    processId,
    name: 'P1 to P4',
    description: 'New leads first, then by age and attempts (the default)',
    layers: LEVELS.map(({ id }) => ({ filterId: id, layers: [] })),
    policies: [{ type: 'upload_time', direction: 'desc' }],
  };
  return { id: GROUP_ID, version: 1, doc };
}

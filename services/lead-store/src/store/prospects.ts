import type { FilterClause } from '@firstring/domain/filters';
import type { CollectionSpec } from '@firstring/store';
import type { Contact } from '../domain/list-lead.ts';

/** A contact in the prospect table; it keeps its id when it becomes a lead. */
export interface ProspectDoc {
  readonly processId: string;
  readonly contact: Contact;
  readonly createdAt: number;
  /** Version of the rules that were asked last; 0 before the first. */
  readonly asked: number;
  /** Why it could not move where a rule sent it; empty when none fits. */
  readonly note: string;
}

export const PROSPECTS: CollectionSpec = {
  name: 'prospects',
  version: 1,
  indexes: [
    { name: 'process', fields: ['processId', 'createdAt'] },
    { name: 'asked', fields: ['processId', 'asked'] },
  ],
};

export interface DistributionRule {
  readonly name: string;
  readonly root: FilterClause;
  readonly listId: string;
  readonly enabled: boolean;
}

/** One document a process: id is the process's. */
export interface RulesDoc {
  readonly rules: readonly DistributionRule[];
  readonly requestId: string;
}

export const RULES: CollectionSpec = { name: 'distribution_rules', version: 1, indexes: [] };

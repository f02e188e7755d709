import {
  attributeCatalogue,
  checkFilter,
  type AttributeCatalogue,
  type CustomAttribute,
  type FilterNode,
} from '@firstring/domain/filters';
import { reasonError } from '@firstring/contracts';
import { unreachable } from '@firstring/kernel';
import type { StoredParameter } from '../store/configuration.ts';
import type { FilterIndex } from './filter-index/filter-index.ts';
import type { LeadStoreDeps } from './ports.ts';

/** What questions to the leads need. */
export interface FilterDeps extends LeadStoreDeps {
  /** Every lead in memory; FILTER_INDEX_STARTING until the store has been read. */
  readonly index: Pick<FilterIndex, 'impact' | 'page'>;
  /** Claim's events are in up to here; undefined before the first. */
  readonly guardsAt: () => number | undefined;
}

/** What the filters of a process may name: the standard attributes and its declared custom parameters. */
export async function readCatalogue(deps: LeadStoreDeps, processId: string): Promise<AttributeCatalogue> {
  const stored = await deps.parameters.get(processId);
  const custom = (stored?.doc.parameters ?? []).map(customAttribute);
  return attributeCatalogue(custom);
}

/** A declared parameter as a filter sees it. */
function customAttribute({ name, label, type = 'text', choices = [] }: StoredParameter): CustomAttribute {
  switch (type) {
    case 'text':
    case 'number':
      return { name, label, type };
    case 'date':
      return { name, label, type: 'time' };
    case 'boolean':
      return { name, label, type: 'choice', choices: ['true', 'false'] };
    case 'choice':
      return { name, label, type, choices };
    default:
      return unreachable(type);
  }
}

/** FILTER_INVALID with the words of the first problem and the place of it. */
export function requireValid(root: FilterNode, catalogue: AttributeCatalogue): void {
  const [problem] = checkFilter(root, catalogue);
  if (problem === undefined) return;
  const field = problem.path === '' ? 'root' : `root.${problem.path}`;
  throw reasonError('FILTER_INVALID', { message: problem.message, details: { field } });
}

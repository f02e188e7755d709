import type { FilterClause } from '@firstring/domain/filters';
import { Implications } from './implies.ts';
import type { LintStep, PolicyScene, Warn } from './scene.ts';

/** Filters that let nobody in, or steps that no lead gets to because an earlier one takes them all. */
export function lintSteps(
  { policy, steps = [], disabled = [], leadsOfSteps }: PolicyScene,
  warn: Warn,
): void {
  const { filterGroup } = policy.leads ?? {};
  const path = filterGroup === undefined ? 'leads.filters' : 'leads.filter_group';
  for (const name of disabled)
    warn(pathOfName(policy.leads?.filters ?? [], name), `"${name}" is disabled: it counts as not attached`);
  const trees = steps.map(treeOf);
  const told = new Implications();
  for (const [index, { name }] of steps.entries()) {
    const tree = trees[index];
    if (tree === undefined) continue;
    const what = filterGroup === undefined ? `the filter "${name}"` : `step ${index + 1}, "${name}",`;
    const earlier = trees.slice(0, index).findIndex((each) => told.implies(tree, each));
    if (told.isEmpty(tree)) warn(path, `${what} chooses nobody: its conditions exclude each other`);
    else if (earlier >= 0) {
      warn(
        path,
        `${what} gets no lead: whoever meets it is taken by step ${earlier + 1}, "${steps[earlier]?.name ?? ''}", before`,
      );
    } else if (leadsOfSteps?.[index] === 0) warn(path, `${what} chooses no lead at the moment`);
  }
}

function treeOf({ roots }: LintStep): FilterClause {
  return { type: 'clause', match: 'all', nodes: roots };
}

function pathOfName(filters: readonly string[], name: string): string {
  const index = filters.indexOf(name);
  return index < 0 ? 'leads.filter_group' : `leads.filters.${index}`;
}

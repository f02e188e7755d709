import { withDefaults } from '../campaign-defaults.ts';
import { fromPolicy } from '../from-policy.ts';
import { parsePolicy } from '../parse-policy.ts';
import type { PolicyProblem } from '../problem.ts';
import { lintPolicy } from './lint-policy.ts';

/** Everything that can be said of a text by itself: names of lists, filters and dispositions are taken as they stand. */
export function lintText(text: string): readonly PolicyProblem[] {
  const { policy, places, problems } = parsePolicy(text);
  if (policy === undefined) return problems;
  const { lists = [], filters = [], filterGroup } = policy.leads ?? {};
  const named = (references: readonly string[]) => references.map((name) => ({ id: name, name }));
  const names = {
    lists: named(lists.map(({ list }) => list)),
    filters: named(filters),
    filterGroups: named(filterGroup === undefined ? [] : [filterGroup]),
  };
  const made = fromPolicy(policy, { names, dispositions: [], places });
  const errors = made.problems.filter(({ path }) => !path.startsWith('retry.'));
  if (errors.length > 0) return errors;
  return lintPolicy({ policy, places, settings: withDefaults(made.settings, 'UTC') });
}

import { sortProblems, type PolicyProblem } from '../problem.ts';
import { lintCaps, lintDay } from './lint-caps.ts';
import { lintLists } from './lint-lists.ts';
import { lintSteps } from './lint-steps.ts';
import { gatherWarnings, type PolicyScene, type Warn } from './scene.ts';

/** Everything doubtful about a policy that can be read: what it says and what cannot come true, each with its line. */
export function lintPolicy(scene: PolicyScene): readonly PolicyProblem[] {
  return sortProblems(gatherWarnings(scene, [lintCaps, lintDay, lintLists, lintSteps, lintCaller]));
}

function lintCaller({ policy }: PolicyScene, warn: Warn): void {
  const { furtherIds = [], localPresence } = policy.caller ?? {};
  if (localPresence && furtherIds.length === 0) {
    warn('caller.local_presence', 'there are no further_ids to choose the nearest from');
  }
}

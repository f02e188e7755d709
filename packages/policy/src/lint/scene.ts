import type { FilterNode } from '@firstring/domain/filters';
import type { PolicySettings } from '../campaign-settings.ts';
import type { Policy } from '../policy.ts';
import { placeOf, type Places, type PolicyProblem } from '../problem.ts';

/** A step of the order between leads, or the one step of plain filters. */
export interface LintStep {
  /** The filters' names, the outer ones first. */
  readonly name: string;
  /** Leads of the step meet all of them. */
  readonly roots: readonly FilterNode[];
}

/** What the policy is judged by. */
export interface PolicyScene {
  readonly policy: Policy;
  readonly places: Places;
  /** What it says, with the defaults where it says nothing. */
  readonly settings: PolicySettings;
  /** What filters or group come to; absent where there are none, or where it is not known. */
  readonly steps?: readonly LintStep[];
  /** Names of filters and groups of the policy that are switched off. */
  readonly disabled?: readonly string[];
  /** Leads in each step as it would be, by its place; absent where nobody has counted. */
  readonly leadsOfSteps?: readonly number[];
}

/** Makes a warning of a rule; of several values that it is about, the first one that is written says the line. */
export type Warn = (path: string | readonly string[], message: string) => void;

export function gatherWarnings(
  scene: PolicyScene,
  rules: readonly ((scene: PolicyScene, warn: Warn) => void)[],
) {
  const warnings: PolicyProblem[] = [];
  const warn: Warn = (about, message) => {
    const paths = typeof about === 'string' ? [about] : about;
    const path = paths.find((each) => scene.places.has(each)) ?? paths[0] ?? '';
    warnings.push({ severity: 'warning', path, message, ...placeOf(scene.places, path) });
  };
  for (const rule of rules) rule(scene, warn);
  return warnings;
}

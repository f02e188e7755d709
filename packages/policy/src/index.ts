export type { PolicySettings } from './campaign-settings.ts';
export { fromPolicy, type PolicyContext, type PolicyResult } from './from-policy.ts';
export { parsePolicy, POLICY_LIMITS, type ParsedPolicy } from './parse-policy.ts';
export type { Named, PolicyNames } from './policy-names.ts';
export type { Policy } from './policy.ts';
export { printPolicy } from './print-policy.ts';
export type { PolicyProblem } from './problem.ts';
export { toPolicy } from './to-policy.ts';

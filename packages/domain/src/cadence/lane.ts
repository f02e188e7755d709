import { unreachable } from '@firstring/kernel';
import type { CadenceFacts } from './facts.ts';
import type { CadencePolicy } from './policy.ts';
import { priorityLevel } from './priority-level.ts';

/**
 * Where a lead waits, best first (docs/requirements.md, "One domain model", step 2): L0 dial-back, L1 fresh P1, L2 own due
 * callbacks, L3 common due callbacks, L4 to L7 the levels, L8 postponed. `late_callback` is an own callback that has waited too
 * long: the starvation guard puts it before fresh leads.
 */
export const LANES = [
  'dialback',
  'late_callback',
  'fresh_p1',
  'own_callback',
  'common_callback',
  'p1',
  'p2',
  'p3',
  'p4',
  'postponed',
] as const;

export type Lane = (typeof LANES)[number];

/** The lane this lead takes at `nowAt` if nothing holds it back; undefined for a lead that is finished or waits for day two. */
export function laneOf(facts: CadenceFacts, policy: CadencePolicy, nowAt: number): Lane | undefined {
  switch (facts.dialState) {
    case 'winner':
    case 'loser':
    case 'archived':
      return undefined;
    case 'postponed':
      return 'postponed';
    case 'callback':
      return callbackLane(facts, policy, nowAt);
    case 'open':
    case 'automatic_redial':
      return levelLane(facts, policy, nowAt);
    default:
      return unreachable(facts.dialState);
  }
}

/** When the lane changes by time alone apart from a change of level; Infinity when it does not. */
export function laneChangesAt(facts: CadenceFacts, policy: CadencePolicy, nowAt: number): number {
  switch (laneOf(facts, policy, nowAt)) {
    case 'fresh_p1':
      return facts.optInAt + policy.freshMs + 1;
    case 'own_callback':
      return (facts.callbackAt ?? nowAt) + policy.callbackLateMs + 1;
    default:
      return Infinity;
  }
}

function callbackLane(
  { callbackAt, callbackAgentId }: CadenceFacts,
  policy: CadencePolicy,
  nowAt: number,
): Lane {
  if (callbackAt === undefined) return 'postponed';
  if (callbackAgentId === undefined) return 'common_callback';
  return nowAt - callbackAt > policy.callbackLateMs ? 'late_callback' : 'own_callback';
}

function levelLane(facts: CadenceFacts, policy: CadencePolicy, nowAt: number): Lane | undefined {
  switch (priorityLevel(facts, policy, nowAt)) {
    case 'P1':
      return facts.totalAttempts === 0 && nowAt - facts.optInAt <= policy.freshMs ? 'fresh_p1' : 'p1';
    case 'P2':
      return 'p2';
    case 'P3':
      return 'p3';
    case 'P4':
      return 'p4';
    case 'waiting':
      return undefined;
  }
}

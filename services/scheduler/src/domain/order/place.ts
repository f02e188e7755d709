import { eligibility, type CadenceFacts, type CadencePolicy } from '@firstring/domain';
import { laneNumber, WAITING } from './rank.ts';
import { isAlwaysIn, OUT_OF_ALL, stepAt, type Steps } from './steps.ts';

/** Where a lead belongs now. */
export type Place =
  | { readonly type: 'lane'; readonly lane: number; readonly step: number; readonly dueAt: number }
  /** In no step, and no change of level will bring it into one. */
  | { readonly type: 'out' }
  /** Only a change of its data brings it back. */
  | { readonly type: 'never' };

export interface PlacedLead {
  readonly facts: CadenceFacts;
  readonly policy: CadencePolicy;
  /** Undefined in a campaign without filters. */
  readonly steps: Steps | undefined;
  /** Claim refused it until then. */
  readonly heldBackUntilAt: number;
}

/** Beyond the lanes and levels that time alone can bring. */
const CHANGES_MAX = 12;

/** Where a lead belongs at `nowAt`; `dueAt` is when to look again. */
export function placeOf(lead: PlacedLead, nowAt: number): Place {
  const { facts, policy, steps, heldBackUntilAt } = lead;
  const due = eligibility(facts, policy, nowAt);
  const eligibleAt = Math.max(due.eligibleAt, heldBackUntilAt);
  if (due.lane === undefined || eligibleAt === Infinity) return { type: 'never' };
  if (steps === OUT_OF_ALL) return { type: 'out' };
  const step = steps === undefined ? 0 : stepAt(steps, due.level);
  const isIn = steps === undefined || step > 0;
  if (eligibleAt <= nowAt && isIn) {
    return { type: 'lane', lane: laneNumber(due.lane), step, dueAt: due.changesAt };
  }
  const dueAt = steps === undefined || isAlwaysIn(steps) ? eligibleAt : firstInAt(lead, steps, eligibleAt);
  return dueAt === Infinity ? { type: 'out' } : { type: 'lane', lane: WAITING, step: 0, dueAt };
}

/** First instant from `fromAt` on at which the cadence allows a dial and the level's step is one; Infinity when there is none. */
export function firstInAt(
  { facts, policy }: Pick<PlacedLead, 'facts' | 'policy'>,
  steps: Steps,
  fromAt: number,
): number {
  let at = fromAt;
  for (let change = 0; change < CHANGES_MAX && at < Infinity; change += 1) {
    const due = eligibility(facts, policy, at);
    if (due.eligibleAt > at) at = due.eligibleAt;
    else if (stepAt(steps, due.level) > 0) return at;
    else at = due.changesAt;
  }
  return Infinity;
}

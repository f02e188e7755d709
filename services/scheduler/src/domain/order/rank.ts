import { LANES, type Lane } from '@firstring/domain';

/** Lane number of leads that become eligible later. */
export const WAITING = LANES.length;

/**
 * Ranks, best first: the lanes before P1 by their number, then the steps of filter groups, then the same for leads that were placed by
 * older filters than those of now, then postponed, then waiting. P1 to P4 are steps 1 to 4 where no group is attached, as the built-in
 * group says it, so campaigns with and without a group compare.
 */
const FIRST_STEP_RANK = laneNumber('p1');
const STEPS_MAX = 255;
const FIRST_STALE_RANK = FIRST_STEP_RANK + STEPS_MAX;
/** Steps behind this one share its rank while they are stale: all ranks are below 512. */
const STALE_STEPS_MAX = 200;
export const POSTPONED_RANK = FIRST_STALE_RANK + STALE_STEPS_MAX;
export const WAITING_RANK = POSTPONED_RANK + 1;

/** More than any rank. */
export const RANKS = 512;

/** Agreed times are kept in their order, whatever the list: a promise is not weighed. */
const BY_AGREED_TIME: ReadonlySet<number> = new Set(
  (['late_callback', 'own_callback', 'common_callback'] as const).map(laneNumber),
);

export function laneNumber(lane: Lane): number {
  return LANES.indexOf(lane);
}

/** Rank of a lead of this lane; `step` = 0 where steps do not take the place of levels. */
export function rankOf(lane: number, step: number): number {
  if (lane === WAITING) return WAITING_RANK;
  if (lane < FIRST_STEP_RANK) return lane;
  if (lane === laneNumber('postponed')) return POSTPONED_RANK;
  return step === 0 ? lane : FIRST_STEP_RANK + step - 1;
}

/** Whether leads of this rank are ordered by their step's fetch order. */
export function isStepRank(rank: number): boolean {
  return rank >= FIRST_STEP_RANK && rank < POSTPONED_RANK;
}

/** Whether leads of this rank were placed by older filters than those of now: they come after all others of steps. */
export function isStaleRank(rank: number): boolean {
  return rank >= FIRST_STALE_RANK && rank < POSTPONED_RANK;
}

/** The rank that a step's rank becomes when its leads' filters have changed. */
export function staleRankOf(rank: number): number {
  return FIRST_STALE_RANK + Math.min(rank - FIRST_STEP_RANK, STALE_STEPS_MAX - 1);
}

/** The step that a step's rank stands for; P1 is 1. */
export function stepOfRank(rank: number): number {
  return 1 + rank - (isStaleRank(rank) ? FIRST_STALE_RANK : FIRST_STEP_RANK);
}

/** Whether lists rank the leads of this rank. */
export function isByList(rank: number): boolean {
  return !BY_AGREED_TIME.has(rank);
}

/** Whether a campaign may put the priority of its lists before this rank: P1 to P4 or its steps, and postponed leads. */
export function yieldsToLists(rank: number): boolean {
  return rank >= FIRST_STEP_RANK && rank <= POSTPONED_RANK;
}

/** The ranks of leads that may be given, best first, with steps up to a rank. */
export function* givenRanks(lastStepRank: number): Generator<number> {
  for (let rank = 1; rank <= lastStepRank; rank += 1) yield rank;
  const lastStale = staleRankOf(lastStepRank);
  for (let rank = FIRST_STALE_RANK; rank <= lastStale; rank += 1) yield rank;
  yield POSTPONED_RANK;
}

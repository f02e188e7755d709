import { assert } from '@firstring/kernel';
import type { CadenceFacts } from './facts.ts';
import { laneChangesAt, laneOf, type Lane } from './lane.ts';
import { dayNumberOf, dayStartsAt, localDayNumber, nextLocalMidnight } from './local-day.ts';
import type { CadencePolicy } from './policy.ts';
import { levelChangesAt, priorityLevel, type PriorityLevel } from './priority-level.ts';

/** The cadence's refusals, words of the error catalogue. */
export type CadenceReason =
  | 'P1_DAY_CAP'
  | 'P4_DAY_CAP'
  | 'DAY_CAP'
  | 'RETRY_GAP'
  | 'CALLBACK_NOT_DUE'
  | 'LEAD_FINISHED'
  | 'MAX_ATTEMPTS_REACHED';

export interface CadenceRefusal {
  readonly reason: CadenceReason;
  /** The refusal no longer holds from this instant on; absent when only a change of data can help. */
  readonly clearsAt?: number;
}

export interface Eligibility {
  /** The lane now, or the one it will wait in at `eligibleAt`; undefined when it never will by itself. */
  readonly lane: Lane | undefined;
  readonly level: PriorityLevel;
  /** `nowAt` or earlier when eligible now; Infinity when only a change of data can help. */
  readonly eligibleAt: number;
  /** The first refusal of now; absent when eligible now. */
  readonly reason?: CadenceReason;
  /** With these facts nothing here changes before this instant; Infinity when time changes nothing any more. */
  readonly changesAt: number;
}

/** Every "not now" of the cadence, in the order people expect to hear them; empty means that the cadence allows a dial. */
export function cadenceRefusals(
  facts: CadenceFacts,
  policy: CadencePolicy,
  nowAt: number,
): readonly CadenceRefusal[] {
  if (isFinished(facts)) return [{ reason: 'LEAD_FINISHED' }];
  if (facts.totalAttempts >= policy.maxAttempts) return [{ reason: 'MAX_ATTEMPTS_REACHED' }];
  const agreed = facts.dialState === 'callback' && facts.callbackAt !== undefined;
  const refusals: CadenceRefusal[] = [];
  if (agreed && facts.callbackAt !== undefined && nowAt < facts.callbackAt) {
    refusals.push({ reason: 'CALLBACK_NOT_DUE', clearsAt: facts.callbackAt });
  }
  // An agreed time stands above the day's caps of the cadence; the number's legal caps hold for it too.
  const dayCap = agreed ? undefined : dayCapRefusal(facts, policy, nowAt);
  if (dayCap !== undefined) refusals.push(dayCap);
  const gapEndsAt = retryGapEndsAt(facts, policy);
  if (nowAt < gapEndsAt) refusals.push({ reason: 'RETRY_GAP', clearsAt: gapEndsAt });
  return refusals;
}

/**
 * Where the lead stands. With the same facts a lead that has become eligible stays so: time only helps
 * (the calling window is not part of this).
 */
export function eligibility(facts: CadenceFacts, policy: CadencePolicy, nowAt: number): Eligibility {
  const level = priorityLevel(facts, policy, nowAt);
  const [refusal] = cadenceRefusals(facts, policy, nowAt);
  if (refusal === undefined) {
    const changesAt = Math.min(laneChangesAt(facts, policy, nowAt), levelChangesAt(facts, policy, nowAt));
    return { lane: laneOf(facts, policy, nowAt), level, eligibleAt: nowAt, changesAt };
  }
  const eligibleAt = firstEligibleAt(facts, policy, nowAt);
  const changesAt = Math.min(eligibleAt, levelChangesAt(facts, policy, nowAt));
  const lane = eligibleAt === Infinity ? undefined : laneOf(facts, policy, eligibleAt);
  return { lane, level, eligibleAt, reason: refusal.reason, changesAt };
}

/** Whether nobody is to dial the lead by itself any more. */
export function isFinished({ dialState }: CadenceFacts): boolean {
  return dialState === 'winner' || dialState === 'loser' || dialState === 'archived';
}

function dayCapRefusal(
  facts: CadenceFacts,
  policy: CadencePolicy,
  nowAt: number,
): CadenceRefusal | undefined {
  const level = priorityLevel(facts, policy, nowAt);
  if (level === 'waiting') {
    return { reason: 'P1_DAY_CAP', clearsAt: nextLocalMidnight(facts.timeZone, nowAt) };
  }
  const lastDay = dayNumberOf(facts.lastAttemptDay);
  if (lastDay === undefined || lastDay < localDayNumber(facts.timeZone, nowAt)) return undefined;
  const { reason, attemptsMax } = dayCapOf(level, policy);
  if (facts.dayAttempts < attemptsMax) return undefined;
  return { reason, clearsAt: dayStartsAt(facts.timeZone, lastDay + 1) };
}

function dayCapOf(
  level: Exclude<PriorityLevel, 'waiting'>,
  policy: CadencePolicy,
): { reason: CadenceReason; attemptsMax: number } {
  switch (level) {
    case 'P1':
      return { reason: 'P1_DAY_CAP', attemptsMax: policy.firstDayAttemptsMax };
    case 'P2':
    case 'P3':
      return { reason: 'DAY_CAP', attemptsMax: policy.followUpDayMax };
    case 'P4':
      return { reason: 'P4_DAY_CAP', attemptsMax: policy.longTermDayMax };
  }
}

/** The pause is fixed when an attempt ends (by its day and result), so that midnight never takes eligibility away again. */
function retryGapEndsAt(facts: CadenceFacts, policy: CadencePolicy): number {
  const setAt = facts.callbackAt ?? -Infinity;
  // A time that was set after the last attempt replaces the pause: agreed with the person, or by a disposition's retry rule.
  if (setAt > -Infinity && setAt >= (facts.lastAttemptEndAt ?? -Infinity)) {
    return facts.dialState === 'callback' ? -Infinity : setAt;
  }
  if (facts.lastAttemptEndAt === undefined) return -Infinity;
  return facts.lastAttemptEndAt + gapMs(facts, policy);
}

function gapMs(facts: CadenceFacts, policy: CadencePolicy): number {
  switch (facts.lastAttemptResult) {
    case 'busy':
      return policy.busyGapMs;
    case 'congested':
    case 'failed':
      return policy.congestedGapMs;
    case 'answered':
    case 'no_answer':
    case undefined:
      break;
  }
  const attemptDay = dayNumberOf(facts.lastAttemptDay);
  const onFirstDay = attemptDay !== undefined && attemptDay <= localDayNumber(facts.timeZone, facts.optInAt);
  if (!onFirstDay) return policy.followUpGapMs;
  const index = Math.max(0, Math.min(facts.cadenceAttempts, policy.firstDayGapsMs.length) - 1);
  return policy.firstDayGapsMs[index] ?? policy.followUpGapMs;
}

/** Follows the refusals forward: each step ends one, and at most a day's cap and a pause can follow each other. */
function firstEligibleAt(facts: CadenceFacts, policy: CadencePolicy, nowAt: number): number {
  let at = nowAt;
  for (let step = 0; step < 8; step += 1) {
    const refusals = cadenceRefusals(facts, policy, at);
    if (refusals.length === 0) return at;
    const next = Math.max(...refusals.map((refusal) => refusal.clearsAt ?? Infinity));
    if (next === Infinity) return Infinity;
    assert(next > at, 'a refusal of the cadence clears in the future');
    at = next;
  }
  return at;
}

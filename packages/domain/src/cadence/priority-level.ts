import type { CadenceFacts } from './facts.ts';
import { dayStartsAt, localDayNumber } from './local-day.ts';
import type { CadencePolicy } from './policy.ts';

/** every lead is in exactly one level at any instant; `waiting` is a first-day lead that has had its attempts. */
export type PriorityLevel = 'P1' | 'P2' | 'P3' | 'P4' | 'waiting';

/** Calendar day since opt-in in the lead's zone; the opt-in day is 1, also for an opt-in that lies ahead. */
export function dayOfLead(facts: CadenceFacts, nowAt: number): number {
  return Math.max(
    1,
    localDayNumber(facts.timeZone, nowAt) - localDayNumber(facts.timeZone, facts.optInAt) + 1,
  );
}

/** the partition by day D and cadence attempts N. Total and disjoint; says nothing of caps, gaps or dial state. */
export function priorityLevel(facts: CadenceFacts, policy: CadencePolicy, nowAt: number): PriorityLevel {
  const day = dayOfLead(facts, nowAt);
  if (day === 1) return facts.cadenceAttempts < policy.firstDayAttemptsMax ? 'P1' : 'waiting';
  if (facts.cadenceAttempts < policy.initialAttempts) return 'P2';
  return day <= policy.firstWeekDays ? 'P3' : 'P4';
}

/** When the level changes by time alone; Infinity when only another attempt can change it. */
export function levelChangesAt(facts: CadenceFacts, policy: CadencePolicy, nowAt: number): number {
  const optInDay = localDayNumber(facts.timeZone, facts.optInAt);
  switch (priorityLevel(facts, policy, nowAt)) {
    case 'P1':
    case 'waiting':
      return dayStartsAt(facts.timeZone, optInDay + 1);
    case 'P3':
      return dayStartsAt(facts.timeZone, optInDay + policy.firstWeekDays);
    case 'P2':
    case 'P4':
      return Infinity;
  }
}

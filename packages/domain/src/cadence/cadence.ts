export {
  cadenceRefusals,
  eligibility,
  type CadenceReason,
  type CadenceRefusal,
  type Eligibility,
} from './eligibility.ts';
export type { AttemptResult, CadenceFacts, DialState } from './facts.ts';
export { LANES, laneOf, type Lane } from './lane.ts';
export {
  dayNumberOf,
  dayStartsAt,
  dayText,
  localDay,
  localDayNumber,
  nextLocalMidnight,
} from './local-day.ts';
export { cadencePolicy, type CadencePolicy } from './policy.ts';
export { levelChangesAt, priorityLevel, type PriorityLevel } from './priority-level.ts';

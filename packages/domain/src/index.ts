export {
  cadenceRefusals,
  eligibility,
  type CadenceReason,
  type CadenceRefusal,
  type Eligibility,
} from './cadence/eligibility.ts';
export type { AttemptResult, CadenceFacts, DialState } from './cadence/facts.ts';
export { laneOf, LANES, type Lane } from './cadence/lane.ts';
export { dayNumberOf, dayText, localDay, localHour, nextLocalMidnight } from './cadence/local-day.ts';
export { campaignPolicy, type CadenceSettings } from './cadence/campaign-policy.ts';
export { cadencePolicy, type CadencePolicy } from './cadence/policy.ts';
export { priorityLevel, type PriorityLevel } from './cadence/priority-level.ts';
export { isOpenAt, type Holiday, type OpeningHours } from './calling-hours/opening-hours.ts';
export { isSlotOpen, slotOpensAt, type TimeSlot } from './calling-hours/time-slots.ts';
export {
  isWindowOpen,
  isZone,
  windowClosesAt,
  windowOpensAt,
  type CallingWindow,
} from './calling-hours/window.ts';
export {
  gate,
  type DialFacts,
  type DialIntent,
  type ExclusionFact,
  type ExclusionReason,
  type GateRefusal,
  type GuardFacts,
} from './gate/gate.ts';

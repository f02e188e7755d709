export {
  cadenceRefusals,
  eligibility,
  type CadenceReason,
  type CadenceRefusal,
  type Eligibility,
} from './cadence/eligibility.ts';
export type { AttemptResult, CadenceFacts, DialState } from './cadence/facts.ts';
export { laneOf, LANES, type Lane } from './cadence/lane.ts';
export { dayNumberOf, dayText, localDay } from './cadence/local-day.ts';
export { cadencePolicy, type CadencePolicy } from './cadence/policy.ts';
export { priorityLevel, type PriorityLevel } from './cadence/priority-level.ts';
export { isWindowOpen, isZone, windowOpensAt, type CallingWindow } from './calling-hours/window.ts';
export { gate, type DialFacts, type DialIntent, type GateRefusal, type GuardFacts } from './gate/gate.ts';
export {
  afterAttempt,
  FRESH_PROGRESS,
  isTimedCallback,
  type DialProgress,
  type EndedAttempt,
} from './lead-lifecycle/dial-progress.ts';
export { afterDisposition, type Disposition, type DispositionCategory } from './lead-lifecycle/disposition.ts';
export { statusesAfter, type LeadStatus, type LifecycleEvent } from './lead-lifecycle/lead-status.ts';
export { mergeSubmission, type LeadData } from './lead-lifecycle/merge-submission.ts';
export { candidateZones, dayZone, type ZoneHints } from './phone/candidate-zones.ts';
export { knownZone } from './phone/known-zone.ts';
export { parsePhone, type PhoneRefusal, type PhoneResult } from './phone/parse-phone.ts';

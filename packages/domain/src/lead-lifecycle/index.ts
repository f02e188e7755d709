export {
  afterAttempt,
  FRESH_PROGRESS,
  isTimedCallback,
  type DialProgress,
  type EndedAttempt,
} from './dial-progress.ts';
export {
  afterDisposition,
  automaticRedial,
  type Disposition,
  type DispositionCategory,
  type LeadEnd,
} from './disposition.ts';
export { statusesAfter, type LeadStatus, type LifecycleEvent } from './lead-status.ts';
export { mergeSubmission, type LeadData } from './merge-submission.ts';
export { OWNERSHIP_CODE_CHARS_MAX, ownershipKey } from './ownership-code.ts';

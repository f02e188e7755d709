import { spec, type ReasonSpec } from './reason-spec.ts';

/** Dialback. */
export const DIALBACK_REASONS = {
  DIALBACK_NOT_FOUND: spec('dialback', 'not_found', 'there is no such dial-back'),
  DIALBACK_CLOSED: spec('dialback', 'failed_precondition', 'the dial-back is no longer open'),
} as const satisfies Record<string, ReasonSpec>;

import { AppError, type ErrorCode } from '@firstring/kernel';
import type { Attributes } from '@opentelemetry/api';

/** Whose doing a result was: the closed set of the attribute `firstring.outcome`. */
export type Outcome = 'success' | 'caller_error' | 'our_error' | 'upstream_error' | 'indeterminate';

const OUTCOME_OF_CODE: Readonly<Record<ErrorCode, Outcome>> = {
  invalid_argument: 'caller_error',
  not_found: 'caller_error',
  already_exists: 'caller_error',
  permission_denied: 'caller_error',
  unauthenticated: 'caller_error',
  failed_precondition: 'caller_error',
  aborted: 'caller_error',
  unimplemented: 'caller_error',
  resource_exhausted: 'our_error',
  internal: 'our_error',
  unavailable: 'upstream_error',
  deadline_exceeded: 'indeterminate',
};

/** An AppError by its code; anything else is our bug. */
export function outcomeOf(thrown: unknown): Outcome {
  return thrown instanceof AppError ? OUTCOME_OF_CODE[thrown.code] : 'our_error';
}

/** `firstring.outcome`, and `error.type` where it failed: the reason of the catalogue, never a message. */
export function outcomeAttributes(thrown?: unknown): Attributes {
  if (thrown === undefined) return { 'firstring.outcome': 'success' };
  return { 'firstring.outcome': outcomeOf(thrown), 'error.type': errorType(thrown) };
}

function errorType(thrown: unknown): string {
  if (thrown instanceof AppError) return thrown.reason;
  return thrown instanceof Error ? thrown.name : 'unknown';
}

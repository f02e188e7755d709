import { AppError } from '@firstring/kernel';
import { CLAIM_REASONS } from './reasons/claim.ts';
import { CONSOLE_REASONS } from './reasons/console.ts';
import { DIALBACK_REASONS } from './reasons/dialback.ts';
import { GENERAL_REASONS } from './reasons/general.ts';
import { INGEST_REASONS } from './reasons/ingest.ts';
import { LEAD_STORE_REASONS } from './reasons/lead-store.ts';
import { SCHEDULER_REASONS } from './reasons/scheduler.ts';
import { SIP_REASONS } from './reasons/sip.ts';
import type { ReasonSpec } from './reasons/reason-spec.ts';

/**
 * The closed catalogue of failure reasons: errors and the gate's refusals alike. Adding one to its service's file means adding its heading in
 * docs/failure-modes/<page>.md; a tidy test holds the two together.
 */
export const ERROR_REASONS = {
  ...GENERAL_REASONS,
  ...INGEST_REASONS,
  ...LEAD_STORE_REASONS,
  ...CLAIM_REASONS,
  ...SCHEDULER_REASONS,
  ...SIP_REASONS,
  ...DIALBACK_REASONS,
  ...CONSOLE_REASONS,
} as const satisfies Record<string, ReasonSpec>;

export type ErrorReason = keyof typeof ERROR_REASONS;

export interface ReasonErrorOptions {
  /** More exact than the catalogue's sentence; no personal data. */
  message?: string;
  cause?: unknown;
  details?: Readonly<Record<string, string>>;
}

/** An AppError of the catalogue: code and retry rule come from there. */
export function reasonError(reason: ErrorReason, options: ReasonErrorOptions = {}): AppError {
  const { code, retry, message } = ERROR_REASONS[reason];
  return new AppError({
    reason,
    code,
    retry,
    message: options.message ?? message,
    ...(options.cause === undefined ? {} : { cause: options.cause }),
    ...(options.details === undefined ? {} : { details: options.details }),
  });
}

/** Narrows a wire string to the catalogue. */
export function isErrorReason(text: string): text is ErrorReason {
  return Object.hasOwn(ERROR_REASONS, text);
}

import { AppError } from '@firstring/kernel';

/** Why a submission is not taken; words of the error catalogue. */
export type RefusalReason =
  | 'BODY_MALFORMED'
  | 'CALLER_ID_REQUIRED'
  | 'CALLER_ID_INVALID'
  | 'CONSENT_REQUIRED'
  | 'FIELD_INVALID';

/** The vendor's mistake, told so that it can be found. Nothing of what was sent goes into the message. */
export function refusal(
  reason: RefusalReason,
  message: string,
  details: Readonly<Record<string, string>> = {},
): AppError {
  return new AppError({ reason, code: 'invalid_argument', message, details });
}

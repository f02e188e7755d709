import { spec, type ReasonSpec } from './reason-spec.ts';

/** Ingest. */
export const INGEST_REASONS = {
  CALLER_ID_REQUIRED: spec('ingest', 'invalid_argument', 'caller_id is required'),
  CALLER_ID_INVALID: spec(
    'ingest',
    'invalid_argument',
    'caller_id is not a phone number that can be dialled',
  ),
  FIELD_INVALID: spec('ingest', 'invalid_argument', 'a field has a value that is not allowed'),
  BODY_MALFORMED: spec('ingest', 'invalid_argument', 'the body cannot be read'),
  BODY_TOO_LARGE: spec('ingest', 'resource_exhausted', 'the body is larger than allowed'),
  MEDIA_TYPE_UNSUPPORTED: spec('ingest', 'invalid_argument', 'send JSON or a form'),
  LINK_NOT_FOUND: spec('ingest', 'not_found', 'there is no such ingest link'),
  LINK_REVOKED: spec('ingest', 'failed_precondition', 'this ingest link was revoked'),
  INGEST_BUSY: spec('ingest', 'resource_exhausted', 'too many submissions are waiting', 'later'),
  IDEMPOTENCY_KEY_REUSED: spec(
    'ingest',
    'already_exists',
    'this Idempotency-Key came with another body before',
  ),
  IDEMPOTENCY_KEY_PENDING: spec(
    'ingest',
    'aborted',
    'a submission with this Idempotency-Key and another body is on its way',
    'later',
  ),
  LINK_KEY_REFUSED: spec('ingest', 'unauthenticated', 'send a live key of this link'),
  KEY_IN_URL: spec('ingest', 'invalid_argument', 'a key does not belong into a URL; send it in a header'),
  SIGNATURE_REFUSED: spec('ingest', 'unauthenticated', 'the request is not signed as this link demands'),
  QUOTA_EXCEEDED: spec('ingest', 'resource_exhausted', 'this link has had its leads of the minute', 'later'),
  CONSENT_REQUIRED: spec('ingest', 'invalid_argument', 'consent is required'),
  BATCH_TOO_LARGE: spec('ingest', 'resource_exhausted', 'a batch has at most 1,000 leads'),
  PING_UNKNOWN: spec('ingest', 'invalid_argument', 'ping_id names no open ping of this link; ping first'),
  PING_LIMIT: spec('ingest', 'resource_exhausted', 'too many pings of this link are open', 'later'),
  PING_NO_MATCH: spec('ingest', 'invalid_argument', 'the lead does not match what this link takes'),
  VENDOR_PAGE_NOT_FOUND: spec('ingest', 'not_found', 'there is no such page'),
} as const satisfies Record<string, ReasonSpec>;

import { AppError, type ErrorCode, type Retry } from '@firstring/kernel';

interface ReasonSpec {
  /** Page of docs/failure-modes that has this reason's heading. */
  readonly page: 'general' | 'ingest' | 'lead-store' | 'scheduler' | 'claim' | 'dialback' | 'sip' | 'console';
  readonly code: ErrorCode;
  readonly retry: Retry;
  /** What a caller is told when nothing more exact is known. */
  readonly message: string;
}

function spec(
  page: ReasonSpec['page'],
  code: ErrorCode,
  message: string,
  retry: Retry = 'never',
): ReasonSpec {
  return { page, code, retry, message };
}

/**
 * The closed catalogue of failure reasons: errors and the gate's refusals alike. Adding one means adding its heading in
 * docs/failure-modes/<page>.md; a tidy test holds the two together.
 */
export const ERROR_REASONS = {
  // any service
  INTERNAL: spec('general', 'internal', 'something went wrong on our side'),
  INVALID_ARGUMENT: spec('general', 'invalid_argument', 'the request is not valid'),
  NOT_FOUND: spec('general', 'not_found', 'there is no such object here'),
  VERSION_CONFLICT: spec('general', 'aborted', 'somebody changed it meanwhile; read it again'),
  REQUEST_ID_REUSED: spec('general', 'already_exists', 'this request id was used for another request'),
  DEADLINE_EXCEEDED: spec('general', 'deadline_exceeded', 'no answer in time', 'same-request-id'),
  UNAVAILABLE: spec('general', 'unavailable', 'the service cannot answer now', 'later'),
  CALLS_WAITING: spec('general', 'resource_exhausted', 'too many calls wait for an answer', 'later'),
  STORE_UNAVAILABLE: spec('general', 'unavailable', 'the store cannot write now', 'later'),
  STORE_BUSY: spec('general', 'resource_exhausted', 'too much work is waiting for the store', 'later'),
  STORE_REQUEST_INVALID: spec('general', 'internal', 'a request to the store was malformed'),
  STORE_ACCESS_DENIED: spec('general', 'failed_precondition', 'MongoDB refuses the user or the password'),
  STORE_WRITE_CONCERN_WEAK: spec('general', 'failed_precondition', 'MongoDB would forget acknowledged writes'),
  STORE_NOT_ATOMIC: spec('general', 'failed_precondition', 'the server is no MongoDB that can be used'),
  STORE_NOT_MIGRATED: spec('general', 'failed_precondition', 'the database was not migrated to this version'),
  OUTBOX_FULL: spec('general', 'resource_exhausted', 'too many events are waiting for the bus', 'later'),
  BUS_UNAVAILABLE: spec('general', 'unavailable', 'the event bus cannot take messages now', 'later'),
  BUS_BUSY: spec('general', 'resource_exhausted', 'too many messages are waiting', 'later'),
  BUS_REQUEST_INVALID: spec('general', 'internal', 'a request to the bus was malformed'),
  BUS_TOPIC_MISSING: spec(
    'general',
    'failed_precondition',
    'the event bus has no such topic: run the migration',
  ),
  BUS_LOGIN_REFUSED: spec('general', 'unauthenticated', 'the event bus refused the login of this service'),
  BUS_CONNECTION_INSECURE: spec(
    'general',
    'failed_precondition',
    'a password would cross the network in clear text',
  ),
  BUS_LOG_REPLACED: spec('general', 'failed_precondition', 'the log is not the one that was read before'),
  POISON_MESSAGE: spec('general', 'invalid_argument', 'a message could not be handled and was set aside'),
  // ingest
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
  // lead-store
  LINK_KEYS_FULL: spec('lead-store', 'failed_precondition', 'this link has two live keys; revoke one first'),
  LEAD_NOT_FOUND: spec('lead-store', 'not_found', 'there is no such lead'),
  LEAD_IN_CALL: spec(
    'lead-store',
    'failed_precondition',
    'the lead is in a call; try again when it has ended',
    'later',
  ),
  PARAMETER_INVALID: spec(
    'lead-store',
    'invalid_argument',
    'a parameter name may hold letters, digits and underscores',
  ),
  DISPOSITION_UNKNOWN: spec('lead-store', 'invalid_argument', 'the campaign has no such disposition'),
  CAMPAIGN_NOT_FOUND: spec('lead-store', 'not_found', 'there is no such campaign'),
  LIST_NOT_FOUND: spec('lead-store', 'not_found', 'there is no such list'),
  LIST_BUSY: spec('lead-store', 'failed_precondition', 'the list is being split or erased'),
  PROCESS_IMMUTABLE: spec('lead-store', 'failed_precondition', 'a list never changes its process'),
  LEAD_DUPLICATE: spec(
    'lead-store',
    'already_exists',
    'the list or a campaign of it has this contact already',
  ),
  PHONE_NOT_OF_LEAD: spec('lead-store', 'failed_precondition', 'the lead has no such number'),
  NUMBER_NOT_DIALABLE: spec('lead-store', 'invalid_argument', 'this is no number that may be dialled'),
  OUTCOME_NEEDS_LEAD: spec(
    'lead-store',
    'failed_precondition',
    'a callback needs a lead; this number was dialled without one',
  ),
  CAMPAIGN_PAUSED: spec('lead-store', 'failed_precondition', 'the campaign is paused'),
  CAMPAIGN_CLOSED: spec('lead-store', 'failed_precondition', 'the campaign is closed for good'),
  CAMPAIGN_IN_USE: spec('lead-store', 'failed_precondition', 'an incoming number has this campaign'),
  INCOMING_NUMBER_DUPLICATE: spec(
    'lead-store',
    'already_exists',
    'this incoming number is configured already, here or in another process',
  ),
  INCOMING_NUMBER_NOT_FOUND: spec('lead-store', 'not_found', 'there is no such incoming number'),
  LIST_DISABLED: spec('lead-store', 'failed_precondition', 'the list is switched off'),
  TIME_SLOT_CLOSED: spec('lead-store', 'failed_precondition', 'it is outside the time slots of the list'),
  VENDOR_NOT_FOUND: spec('lead-store', 'not_found', 'there is no such vendor'),
  VENDOR_DISABLED: spec('lead-store', 'failed_precondition', 'this vendor gets no new links'),
  TABLE_IN_USE: spec(
    'lead-store',
    'failed_precondition',
    'the process has leads; its primary field stays what it is',
  ),
  UPLOAD_NOT_FOUND: spec('lead-store', 'not_found', 'there is no such upload'),
  UPLOAD_INVALID: spec('lead-store', 'invalid_argument', 'the file cannot be imported like this'),
  UPLOAD_STATE: spec('lead-store', 'failed_precondition', 'the upload is not in a state that allows this'),
  UPLOAD_ALL_INVALID: spec('lead-store', 'invalid_argument', 'no row of the file could be used'),
  UPLOADS_BUSY: spec('lead-store', 'resource_exhausted', 'too many files are being received', 'later'),
  PROCESS_NOT_FOUND: spec('lead-store', 'not_found', 'there is no such process'),
  FILTER_NOT_FOUND: spec('lead-store', 'not_found', 'there is no such filter'),
  FILTER_GROUP_NOT_FOUND: spec('lead-store', 'not_found', 'there is no such filter group'),
  FILTER_INVALID: spec('lead-store', 'invalid_argument', 'the filter cannot be evaluated'),
  FILTER_BUILT_IN: spec(
    'lead-store',
    'failed_precondition',
    'it ships with the product and cannot be changed',
  ),
  FILTER_IN_USE: spec('lead-store', 'failed_precondition', 'it is still used; take it out there first'),
  FILTER_INDEX_STARTING: spec('lead-store', 'unavailable', 'the leads are being read; try again', 'later'),
  FILTER_GROUPS_OFF: spec(
    'lead-store',
    'permission_denied',
    'filter groups are switched off in this process',
  ),
  FILTERS_AND_GROUP: spec(
    'lead-store',
    'failed_precondition',
    'a campaign has filters or a filter group, not both',
  ),
  POLICY_INVALID: spec('lead-store', 'invalid_argument', 'the policy has an error'),
  POLICY_VERSION_NOT_FOUND: spec('lead-store', 'not_found', 'this version of the policy is not kept'),
  TOO_MANY_POLICIES: spec(
    'lead-store',
    'invalid_argument',
    'a filter group has at most five fetch order policies',
  ),
  SCRIPT_FAILED: spec('lead-store', 'failed_precondition', 'the script gave no key for a lead'),
  SCRIPT_TIMEOUT: spec('lead-store', 'failed_precondition', 'the script took too long for a lead'),
  SCRIPT_MEMORY: spec('lead-store', 'failed_precondition', 'the script needed too much memory for a lead'),
  WEBHOOK_URL_REFUSED: spec(
    'lead-store',
    'invalid_argument',
    'this address is not written to: give a public https address on the usual port',
  ),
  WEBHOOK_TARGETS_FULL: spec('lead-store', 'failed_precondition', 'a process has at most ten such addresses'),
  WEBHOOK_SECRETS_FULL: spec('lead-store', 'failed_precondition', 'two secrets are live; end one first'),
  // claim: locks and the gate
  LOCKED_BY_OTHER: spec('claim', 'failed_precondition', 'another agent is working on this number'),
  CLAIMED_BY_OTHER: spec('claim', 'failed_precondition', 'the lead belongs to another agent'),
  STALE_TOKEN: spec('claim', 'failed_precondition', 'the lead was handed to somebody else meanwhile'),
  STALE_EPOCH: spec('claim', 'failed_precondition', 'another scheduler owns this process now'),
  LOCK_EXPIRED: spec('claim', 'failed_precondition', 'the lock on this lead has run out'),
  GUARD_FULL: spec('claim', 'resource_exhausted', 'too many leads share this number'),
  NUMBER_EXCLUDED: spec('claim', 'failed_precondition', 'the number is on the do-not-call list'),
  CUSTOMER_EXCLUDED: spec('claim', 'failed_precondition', 'the customer is on the do-not-call list'),
  COMBINATION_EXCLUDED: spec(
    'claim',
    'failed_precondition',
    'this number of this customer is on the do-not-call list',
  ),
  ATTRIBUTE_EXCLUDED: spec('claim', 'failed_precondition', 'a field of the lead is on the do-not-call list'),
  NUMBER_BLACKLISTED: spec('claim', 'failed_precondition', 'the number is on the blacklist'),
  CUSTOMER_FACTS_NEEDED: spec(
    'claim',
    'failed_precondition',
    'the do-not-call list has entries by customer: say whose lead it is',
  ),
  CALLING_WINDOW_CLOSED: spec(
    'claim',
    'failed_precondition',
    'it is outside calling hours where the lead may be',
  ),
  MAX_ATTEMPTS_REACHED: spec('claim', 'failed_precondition', 'the lead has had all its attempts'),
  NUMBER_DAY_CAP: spec(
    'claim',
    'failed_precondition',
    'the number has had its attempts of the last 24 hours',
  ),
  P1_DAY_CAP: spec('claim', 'failed_precondition', 'a first-day lead has had its three attempts'),
  P4_DAY_CAP: spec('claim', 'failed_precondition', 'a long-term lead has had its one attempt today'),
  DAY_CAP: spec('claim', 'failed_precondition', 'the lead has had its attempts of today'),
  RETRY_GAP: spec('claim', 'failed_precondition', 'the last attempt was too short a while ago'),
  CALLBACK_NOT_DUE: spec('claim', 'failed_precondition', 'a callback is agreed for later'),
  LEAD_FINISHED: spec('claim', 'failed_precondition', 'the lead has a final disposition'),
  ATTEMPT_OUTSTANDING: spec('claim', 'failed_precondition', 'an attempt to this number is still running'),
  PERMIT_EXPIRED: spec('claim', 'failed_precondition', 'the permit is too old; dial again'),
  PERMIT_INVALID: spec('claim', 'permission_denied', 'the permit was not issued by this system'),
  PERMIT_REVOKED: spec('claim', 'failed_precondition', 'the permit was withdrawn'),
  PERMIT_USED: spec('claim', 'failed_precondition', 'the permit was used before'),
  CLOCK_SKEW: spec(
    'claim',
    'failed_precondition',
    'two clocks differ by more than two seconds; no call is placed',
  ),
  TEST_NUMBER_NOT_LISTED: spec(
    'claim',
    'permission_denied',
    'the number is not on the list of test numbers for this trunk',
  ),
  TEST_NUMBER_IS_A_LEADS: spec(
    'claim',
    'failed_precondition',
    'a lead has this number: it is called as a lead, not as a test',
  ),
  TEST_CALLS_TOO_MANY: spec(
    'claim',
    'resource_exhausted',
    'the number has had its twelve test calls of the last hour',
    'later',
  ),
  TEST_NUMBERS_FULL: spec('claim', 'failed_precondition', 'a process has at most 20 test numbers'),
  EXCLUSION_PENDING: spec(
    'claim',
    'unavailable',
    'a call to this number is being set up; the entry is stored and will be confirmed',
    'same-request-id',
  ),
  // scheduler
  AGENT_NOT_READY: spec('scheduler', 'failed_precondition', 'the agent is not in a state that allows this'),
  NO_PREVIEW: spec('scheduler', 'failed_precondition', 'there is no lead in front of this agent'),
  SKIP_NOT_ALLOWED: spec('scheduler', 'failed_precondition', 'this campaign allows no more skips'),
  AGENT_UNKNOWN: spec('scheduler', 'not_found', 'the agent works in no campaign'),
  LEAD_NOT_IN_CAMPAIGN: spec('scheduler', 'failed_precondition', 'none of your campaigns works this lead'),
  MANUAL_DIALLING_OFF: spec(
    'scheduler',
    'failed_precondition',
    'agents of this campaign may not dial numbers by hand',
  ),
  DISPOSITION_IN_CALL: spec('scheduler', 'failed_precondition', 'the call is still running'),
  FILTERED_OUT: spec('scheduler', 'failed_precondition', 'the filters of the campaign leave it out'),
  OWNERSHIP_CODE_MISSING: spec(
    'scheduler',
    'failed_precondition',
    'it has an ownership code that the agent, or everybody in the campaign, is without',
  ),
  LIST_OF_OTHERS: spec(
    'scheduler',
    'failed_precondition',
    'its list is given to other agents of the campaign',
  ),
  SEGMENT_OF_OTHERS: spec(
    'scheduler',
    'failed_precondition',
    'its segment is given to other agents of the campaign',
  ),
  SNAPSHOT_BROKEN: spec('scheduler', 'internal', 'a snapshot of the order is damaged'),
  SNAPSHOT_FOREIGN: spec(
    'scheduler',
    'failed_precondition',
    'a snapshot of the order is not of this scheduler',
  ),
  SNAPSHOT_PASSED: spec(
    'scheduler',
    'failed_precondition',
    'the log does not lead on from a snapshot of the order any more',
  ),
  DAY_FILE_INVALID: spec('scheduler', 'invalid_argument', 'the file is not the record of a day'),
  DAY_UNKNOWN: spec('scheduler', 'not_found', 'the decision log has nothing of this day'),
  SIMULATION_BUSY: spec('scheduler', 'resource_exhausted', 'a day is being simulated already', 'later'),
  SIMULATION_TOO_LONG: spec('scheduler', 'resource_exhausted', 'the day is too large to be simulated here'),
  SCHEDULER_STARTING: spec('scheduler', 'unavailable', 'the order is being rebuilt', 'later'),
  NO_CAMPAIGN: spec('scheduler', 'failed_precondition', 'there is no campaign to work in'),
  NO_LEADS: spec('scheduler', 'failed_precondition', 'there are no leads yet'),
  ALL_IN_HAND: spec('scheduler', 'failed_precondition', 'all leads are finished or being worked on'),
  NO_AGENTS: spec('scheduler', 'failed_precondition', 'nobody works the campaign'),
  NO_AGENT_READY: spec('scheduler', 'failed_precondition', 'nobody who works the campaign is Ready'),
  AGENT_OFFLINE: spec('scheduler', 'failed_precondition', 'the agent is not signed in at a desk'),
  DESK_CLOSED: spec('scheduler', 'failed_precondition', 'the agent is Ready, but no desk is open'),
  LEAD_IN_HAND: spec('scheduler', 'failed_precondition', 'the agent has a lead in hand'),
  CALLER_RINGS: spec('scheduler', 'failed_precondition', 'the agent’s phone rings for a caller'),
  CALLER_ON_LINE: spec(
    'scheduler',
    'failed_precondition',
    'the person is on the line, and is not dialled meanwhile',
  ),
  OFFERS_PAUSED: spec('scheduler', 'unavailable', 'offers to the agent pause for a moment', 'later'),
  LEAD_SKIPPED: spec('scheduler', 'failed_precondition', 'the agent skipped it a moment ago'),
  CALLBACK_OF_OTHER: spec('scheduler', 'failed_precondition', 'the callback is agreed with another agent'),
  CALLBACK_OUTSIDE_HOURS: spec(
    'scheduler',
    'failed_precondition',
    'at the agreed time the lead may not be called: choose one within calling hours where they are',
  ),
  // sip
  AGENT_NOT_REGISTERED: spec('sip', 'failed_precondition', "the agent's phone is not registered"),
  AGENT_BUSY: spec('sip', 'failed_precondition', 'the agent is already in a call'),
  TRUNK_UNAVAILABLE: spec('sip', 'unavailable', 'no trunk can take the call now', 'later'),
  TRUNK_BUSY: spec('sip', 'resource_exhausted', 'the trunk has reached its limits', 'later'),
  CALLER_ID_NOT_VERIFIED: spec('sip', 'failed_precondition', 'no trunk may show this caller id'),
  MEDIA_UNAVAILABLE: spec('sip', 'unavailable', 'the media relay does not answer', 'later'),
  CALL_NOT_FOUND: spec('sip', 'not_found', 'there is no such call'),
  LADDER_NOT_KEPT: spec('sip', 'not_found', 'the messages of this call are no longer kept'),
  SIP_UNAVAILABLE: spec('sip', 'unavailable', 'the SIP server is not connected', 'later'),
  PHONE_ACCOUNT_INVALID: spec(
    'sip',
    'invalid_argument',
    'a phone account needs a user name and a password of 12 characters or more',
  ),
  UNKNOWN_NOT_SENT: spec(
    'sip',
    'unavailable',
    'the call was interrupted before the lead was dialled',
    'later',
  ),
  CANCEL_CROSSED_ANSWER: spec('sip', 'aborted', 'the lead answered in the moment the call was given up'),
  CALL_NOT_BRIDGED: spec('sip', 'failed_precondition', 'the two do not talk now'),
  TRANSFER_TO_NUMBER_REFUSED: spec('sip', 'permission_denied', 'a call is transferred to a colleague only'),
  TRANSFER_NOT_TAKEN: spec('sip', 'aborted', 'no colleague took the call, and the agent had gone'),
  CALL_NOT_RECORDED: spec('sip', 'failed_precondition', 'this call is not being recorded'),
  RECORDING_REFUSED: spec('sip', 'failed_precondition', 'the recording could not be started'),
  NO_AGENT_IN_TIME: spec('sip', 'aborted', 'the lead answered, and no agent took the call in time'),
  MEDIA_SILENT: spec('sip', 'aborted', 'nothing was heard of one side for too long'),
  CALL_LENGTH_LIMIT: spec('sip', 'failed_precondition', 'the call reached the longest time allowed'),
  // dialback
  DIALBACK_NOT_FOUND: spec('dialback', 'not_found', 'there is no such dial-back'),
  DIALBACK_CLOSED: spec('dialback', 'failed_precondition', 'the dial-back is no longer open'),
  // console
  SIGN_IN_FAILED: spec('console', 'unauthenticated', 'user name or password is wrong'),
  SIGN_IN_LOCKED: spec('console', 'resource_exhausted', 'too many failed sign-ins; wait a while', 'later'),
  SESSION_REQUIRED: spec('console', 'unauthenticated', 'sign in first'),
  STEP_UP_REQUIRED: spec('console', 'unauthenticated', 'your network changed; sign in again'),
  CSRF_REFUSED: spec('console', 'permission_denied', 'the request did not come from this page'),
  PASSWORD_CHANGE_REQUIRED: spec('console', 'permission_denied', 'choose a password of your own first'),
  USERNAME_TAKEN: spec('console', 'already_exists', 'this user name is taken'),
  LAST_ADMINISTRATOR: spec(
    'console',
    'failed_precondition',
    'this is the last administrator; make another one first',
  ),
  AUDIT_UNAVAILABLE: spec('console', 'unavailable', 'the audit cannot be written now', 'later'),
  PERMISSION_DENIED: spec('console', 'permission_denied', 'your role does not allow this'),
  EXPORT_LIMIT: spec(
    'console',
    'resource_exhausted',
    'you have had enough exports for now; wait a while',
    'later',
  ),
  STREAM_LIMIT: spec('console', 'resource_exhausted', 'too many open pages in this session'),
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

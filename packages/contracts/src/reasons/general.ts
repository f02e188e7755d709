import { spec, type ReasonSpec } from './reason-spec.ts';

/** Any service. */
export const GENERAL_REASONS = {
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
  STORE_WRITE_CONCERN_WEAK: spec(
    'general',
    'failed_precondition',
    'MongoDB would forget acknowledged writes',
  ),
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
} as const satisfies Record<string, ReasonSpec>;

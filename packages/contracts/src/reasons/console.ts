import { spec, type ReasonSpec } from './reason-spec.ts';

/** Console. */
export const CONSOLE_REASONS = {
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
  VIEW_LIMIT: spec('console', 'failed_precondition', 'a table has room for 25 views; delete one first'),
  VIEW_NAME_TAKEN: spec('console', 'already_exists', 'another view of this table has this name'),
  STREAM_LIMIT: spec('console', 'resource_exhausted', 'too many open pages in this session'),
} as const satisfies Record<string, ReasonSpec>;

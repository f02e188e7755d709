/** Canonical codes, a subset of gRPC's; transports map them to HTTP, gRPC and SIP statuses in one table each. */
export type ErrorCode =
  | 'invalid_argument'
  | 'not_found'
  | 'already_exists'
  | 'permission_denied'
  | 'unauthenticated'
  | 'failed_precondition'
  | 'aborted'
  | 'resource_exhausted'
  | 'deadline_exceeded'
  | 'unavailable'
  | 'unimplemented'
  | 'internal';

/** Whether the same call may be sent again: never, with the same request id at once, or later after a pause. */
export type Retry = 'never' | 'same-request-id' | 'later';

export interface AppErrorOptions {
  /** Reason from the catalogue in `@firstring/contracts`, SCREAMING_SNAKE_CASE; each has a heading in docs/failure-modes. */
  reason: string;
  code: ErrorCode;
  /** Sentence that may be shown to the caller. Carries no personal data. */
  message: string;
  retry?: Retry;
  /** Kept for the log, never sent to a caller. */
  cause?: unknown;
  /** Structured, non-personal facts for the caller (for example the field at fault). */
  details?: Readonly<Record<string, string>>;
}

/** The one error class that crosses a boundary. Anything else that is thrown is a programmer's error and answered as INTERNAL. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly reason: string;
  readonly code: ErrorCode;
  readonly retry: Retry;
  readonly details: Readonly<Record<string, string>>;

  constructor(options: AppErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.reason = options.reason;
    this.code = options.code;
    this.retry = options.retry ?? 'never';
    this.details = options.details ?? {};
  }

  /** Turns anything caught into an AppError; unknown throwables become INTERNAL with the cause kept. */
  static from(thrown: unknown): AppError {
    if (thrown instanceof AppError) return thrown;
    return new AppError({ reason: 'INTERNAL', code: 'internal', message: 'internal error', cause: thrown });
  }
}

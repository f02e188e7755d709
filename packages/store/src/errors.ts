import { AppError } from '@firstring/kernel';

/** The request itself is wrong: a name, a limit, a token. The same request never succeeds. */
export function requestInvalid(message: string): AppError {
  return new AppError({ reason: 'STORE_REQUEST_INVALID', code: 'internal', message });
}

/** A page token that this query never gave out: the one mistake that can come from outside. */
export function pageTokenInvalid(): AppError {
  return new AppError({
    reason: 'INVALID_ARGUMENT',
    code: 'invalid_argument',
    message: 'the page token is not of this query',
  });
}

/** Disk full, I/O error, closed. Whether a write in hand took place is unknown: read before writing again. */
export function storeUnavailable(message: string, cause?: unknown): AppError {
  return new AppError({ reason: 'STORE_UNAVAILABLE', code: 'unavailable', message, retry: 'later', cause });
}

/** The bus has not taken events for so long that no more may pile up. Nothing was written. */
export function outboxFull(): AppError {
  return new AppError({
    reason: 'OUTBOX_FULL',
    code: 'resource_exhausted',
    message: 'too many events wait to be published',
    retry: 'later',
  });
}

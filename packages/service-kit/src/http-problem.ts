import { reasonError } from '@firstring/contracts';
import { AppError, type ErrorCode, type Log } from '@firstring/kernel';
import type { ErrorRequestHandler, Response } from 'express';

/** The one table between our codes and HTTP statuses; a reason may ask for a more exact one. */
const STATUS_BY_CODE: Readonly<Record<ErrorCode, number>> = {
  invalid_argument: 422,
  not_found: 404,
  already_exists: 409,
  permission_denied: 403,
  unauthenticated: 401,
  failed_precondition: 409,
  aborted: 409,
  resource_exhausted: 429,
  deadline_exceeded: 504,
  unavailable: 503,
  unimplemented: 501,
  internal: 500,
};

const STATUS_BY_REASON: Readonly<Record<string, number>> = {
  BODY_MALFORMED: 400,
  BODY_TOO_LARGE: 413,
  MEDIA_TYPE_UNSUPPORTED: 415,
  LINK_REVOKED: 410,
  INGEST_BUSY: 503,
  KEY_IN_URL: 400,
  BATCH_TOO_LARGE: 413,
  STORE_BUSY: 503,
  IDEMPOTENCY_KEY_REUSED: 422,
};

export function httpStatus(error: AppError): number {
  return STATUS_BY_REASON[error.reason] ?? STATUS_BY_CODE[error.code];
}

/** Answers with RFC 9457 problem+json; `reason` is the catalogue's word and the heading in docs/failure-modes. */
export function sendProblem(response: Response, error: AppError): void {
  const status = httpStatus(error);
  if (error.retry === 'later' && !response.hasHeader('Retry-After')) response.set('Retry-After', '1');
  response
    .status(status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: `urn:firstring:reason:${error.reason.toLowerCase()}`,
        title: error.message,
        status,
        reason: error.reason,
        ...error.details,
      }),
    );
}

/** Last handler of an Express app: everything thrown becomes a problem, our bugs are logged whole. */
export function problemHandler(log: Log): ErrorRequestHandler {
  return (thrown: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(thrown);
      return;
    }
    const error = bodyParserError(thrown) ?? routerError(thrown) ?? AppError.from(thrown);
    if (error.code === 'internal') log.error({ err: thrown }, 'http request failed');
    sendProblem(response, error);
  };
}

/**
 * Errors of the router and of the file server have a status below 500: a path that is no text (`%zz`), a range or a condition that
 * cannot be met. They are the caller's, and their messages repeat the path, in which a link has its token.
 */
function routerError(thrown: unknown): AppError | undefined {
  if (!(thrown instanceof Error) || !('status' in thrown) || typeof thrown.status !== 'number')
    return undefined;
  if (thrown.status < 400 || thrown.status >= 500) return undefined;
  return reasonError(thrown instanceof URIError || thrown.status === 404 ? 'NOT_FOUND' : 'INVALID_ARGUMENT');
}

/** body-parser throws errors of its own with a `type`; they are the caller's mistakes, not ours. */
function bodyParserError(thrown: unknown): AppError | undefined {
  if (!(thrown instanceof Error) || !('type' in thrown) || typeof thrown.type !== 'string') return undefined;
  switch (thrown.type) {
    case 'entity.too.large':
    case 'parameters.too.many':
      return new AppError({
        reason: 'BODY_TOO_LARGE',
        code: 'resource_exhausted',
        message: 'the body is larger than allowed',
      });
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new AppError({
        reason: 'MEDIA_TYPE_UNSUPPORTED',
        code: 'invalid_argument',
        message: 'this encoding is not supported',
      });
    case 'entity.parse.failed':
    case 'entity.verify.failed':
    case 'request.size.invalid':
    case 'request.aborted':
      return new AppError({
        reason: 'BODY_MALFORMED',
        code: 'invalid_argument',
        message: 'the body cannot be read',
      });
    default:
      return undefined;
  }
}

import { reasonError } from '@firstring/contracts';
import { AppError } from '@firstring/kernel';
import { httpStatus } from '@firstring/service-kit';
import type { ErrorRequestHandler, Request } from 'express';
import type { IngestDeps } from '../../app/ports.ts';

/** How long the rest of a refused body is thrown away, so that the sender reads the answer before the line is cut. */
const LINGER_MS = 500;

/** Reports a refusal and keeps its sender from pouring on. */
export function noteRefusal(deps: IngestDeps, request: Request, error: AppError): void {
  deps.events.submissionRefused({ reason: error.reason, status: httpStatus(error) });
  if (request.complete) return;
  request.resume();
  const cut = deps.clock.setTimer(LINGER_MS, () => request.socket.destroy());
  request.once('end', () => cut.cancel());
}

/** What no route has answered: noted here, answered by the problem handler. */
export function refusals(deps: IngestDeps): ErrorRequestHandler {
  return (thrown: unknown, request, _response, next) => {
    // A path whose escapes are broken names nothing.
    const error = thrown instanceof URIError ? reasonError('NOT_FOUND') : thrown;
    if (error instanceof AppError) noteRefusal(deps, request, error);
    next(error);
  };
}

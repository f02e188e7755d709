import { reasonError } from '@firstring/contracts';
import type { RequestHandler } from 'express';
import type { ConsoleEvents } from '../../events.ts';

interface OriginHeaders {
  origin: string | undefined;
  fetchSite: string | undefined;
}

/**
 * Whether a request came from our own page. Browsers send Origin with everything that changes something and with
 * cross-origin reads, and Sec-Fetch-Site with all; a client that sends neither is no browser and carries no stolen cookie.
 */
export function fromOwnPage(headers: OriginHeaders, ownOrigin: string): boolean {
  if (headers.origin !== undefined) return headers.origin === ownOrigin;
  return headers.fetchSite === undefined || headers.fetchSite === 'same-origin';
}

/** Guards the whole API: reads too, because the event stream is one. */
export function requireSameOrigin(publicOrigin: string, events: ConsoleEvents): RequestHandler {
  return (request, _response, next) => {
    const own = publicOrigin === '' ? `http://${request.headers.host ?? ''}` : publicOrigin;
    const headers = { origin: request.headers.origin, fetchSite: request.get('sec-fetch-site') };
    if (fromOwnPage(headers, own)) {
      next();
      return;
    }
    events.requestRefused(request.path, 'origin');
    next(reasonError('CSRF_REFUSED'));
  };
}

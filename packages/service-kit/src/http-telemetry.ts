import type { IncomingMessage, RequestListener } from 'node:http';
import type { Clock } from '@firstring/kernel';
import { histogram, inSpan, SECONDS, type OpenSpan } from '@firstring/telemetry';

const duration = histogram('http.server.request.duration', {
  unit: 's',
  description: 'From a request’s headers to the end of its answer.',
  boundaries: SECONDS,
});

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Each request begins a trace: what a vendor or a browser says of its own traces is not ours to follow. The path is told as the route it
 * took, because paths hold the secrets of links.
 */
export function withHttpTelemetry(app: RequestListener, clock: Clock): RequestListener {
  return (request, response) => {
    const method = METHODS.has(request.method ?? '') ? String(request.method) : '_OTHER';
    const startedMs = clock.monotonicMs();
    const closed = new Promise<void>((resolve) => response.once('close', resolve));
    const answer = async (span: OpenSpan): Promise<void> => {
      app(request, response);
      await closed;
      const route = routeOf(request);
      const attributes = {
        'http.request.method': method,
        'http.response.status_code': response.statusCode,
        ...(route === undefined ? {} : { 'http.route': route }),
      };
      span.set(attributes);
      if (route !== undefined) span.rename(`${method} ${route}`);
      if (isStream(response.getHeader('content-type'))) return;
      duration.record((clock.monotonicMs() - startedMs) / 1000, attributes);
    };
    // It waits for `close` alone, which always comes; what the app throws it throws where it always did.
    void inSpan(method, { kind: 'server', root: true }, answer);
  };
}

/** As Express wrote it down when it found the handler: `/v1/links/:token/leads`. */
function routeOf(request: IncomingMessage): string | undefined {
  const { route, baseUrl = '' } = request as { route?: { path?: unknown }; baseUrl?: string }; // Express adds them
  return typeof route?.path === 'string' ? `${baseUrl}${route.path}` : undefined;
}

/** A page's live feed is open for hours: its time says nothing. */
function isStream(contentType: unknown): boolean {
  return typeof contentType === 'string' && contentType.startsWith('text/event-stream');
}

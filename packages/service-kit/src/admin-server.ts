import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '@firstring/kernel';
import { listenHttp, type HttpServer } from './http-server.ts';
import type { Readiness } from './readiness.ts';

export interface AdminServerOptions {
  /** `host:port`; port 0 = any free port. */
  readonly listen: string;
  readonly clock: Clock;
  readonly readiness: Readiness;
  /** What /metrics says, in Prometheus' text format; absent: 404. */
  readonly metrics?: () => Promise<string>;
}

/** For probes and scrapers, on a port of its own: /livez (the loop turns), /readyz (ADR 22), /metrics. */
export function listenAdmin(options: AdminServerOptions): Promise<HttpServer> {
  const { listen, clock, readiness, metrics } = options;
  const colon = listen.lastIndexOf(':');
  const host = listen.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url?.split('?')[0];
    if (path === '/livez') send(response, 200, { status: 'alive' });
    else if (path === '/readyz') {
      const { isReady, waitingFor, notes } = await readiness.report();
      send(response, isReady ? 200 : 503, { status: isReady ? 'ready' : 'not ready', waitingFor, notes });
    } else if (path === '/metrics' && metrics !== undefined) {
      response.setHeader('Content-Type', 'text/plain; version=0.0.4; charset=utf-8');
      response.end(await metrics());
    } else send(response, 404, { status: 'there is /livez, /readyz and /metrics' });
  };
  return listenHttp(
    (request, response) => {
      answer(request, response).catch(() => response.destroy());
    },
    { host, port: Number(listen.slice(colon + 1)), clock, untold: true },
  );
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}

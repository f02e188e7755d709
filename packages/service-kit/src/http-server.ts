import { createServer, type RequestListener, type Server } from 'node:http';
import type { Clock } from '@firstring/kernel';
import { withHttpTelemetry } from './http-telemetry.ts';

export interface HttpListenOptions {
  host: string;
  /** 0 = any free port. */
  port: number;
  clock: Clock;
  /** How long a sender may take for its headers; 10 s unless told. */
  headersMsMax?: number;
  /** How long a whole request may take to come; 30 s unless told. Files need more. */
  requestMsMax?: number;
  /** Probes and scrapes: neither traced nor measured. */
  untold?: true;
}

export interface HttpServer extends AsyncDisposable {
  readonly port: number;
}

/** Listens with the limits every HTTP surface has: slow headers, slow bodies and huge headers are cut off. */
export async function listenHttp(app: RequestListener, options: HttpListenOptions): Promise<HttpServer> {
  const { headersMsMax = 10_000, requestMsMax = 30_000 } = options;
  const server = createServer(
    {
      headersTimeout: headersMsMax,
      requestTimeout: requestMsMax,
      // Node looks for slow senders now and then; a short limit is worth looking more often.
      connectionsCheckingInterval: Math.min(5000, headersMsMax),
      // Longer than the minute after which proxies let go of a connection: who closes first must not be the one that gets requests.
      keepAliveTimeout: 65_000,
      maxHeaderSize: 16 * 1024,
    },
    options.untold === true ? app : withHttpTelemetry(app, options.clock),
  );
  server.maxHeadersCount = 100;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return { port, [Symbol.asyncDispose]: () => closeHttp(server, options.clock) };
}

async function closeHttp(server: Server, clock: Clock): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const force = clock.setTimer(2000, () => server.closeAllConnections());
  await closed;
  force.cancel();
}

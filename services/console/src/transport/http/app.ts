import { reasonError } from '@firstring/contracts';
import type { Log } from '@firstring/kernel';
import { problemHandler } from '@firstring/service-kit';
import express, { type Express } from 'express';
import { createApiRouter, jsonBodies } from './api-router.ts';
import { createEndpoints, type EndpointsDeps } from './endpoints.ts';
import { FileLimits } from './file-limits.ts';
import { requireSameOrigin } from './same-origin.ts';
import { noStore, securityHeaders } from './security-headers.ts';
import { signInRouter } from './session-routes.ts';
import { webAppRouter } from './web-app.ts';

export interface HttpAppDeps extends EndpointsDeps {
  publicOrigin: string;
  trustProxy: number;
  webDist: string;
  log: Log;
}

/** The console's whole HTTP surface, in the order a request passes it. */
export function createHttpApp(deps: HttpAppDeps): Express {
  const app = express();
  const fileLimits = new FileLimits(deps.clock);
  app.disable('x-powered-by');
  app.set('trust proxy', deps.trustProxy);
  app.set('etag', false);
  app.use(fileLimits.middleware);
  app.use(securityHeaders(deps.secure));
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  app.get('/readyz', async (_request, response) => {
    await deps.users.isEmpty();
    response.json({ status: 'ready' });
  });
  app.use('/api', noStore, requireSameOrigin(deps.publicOrigin, deps.events), ...jsonBodies(deps.events));
  app.use('/api', signInRouter(deps));
  app.use('/api', createApiRouter({ ...deps, fileLimits }, createEndpoints(deps)));
  app.use('/api', () => {
    throw reasonError('NOT_FOUND');
  });
  app.use(webAppRouter(deps.webDist));
  app.use(problemHandler(deps.log));
  return app;
}

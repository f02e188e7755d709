import { reasonError } from '@firstring/contracts';
import { problemHandler, sendProblem } from '@firstring/service-kit';
import express, { type Express, type RequestHandler } from 'express';
import type { IngestDeps } from '../../app/ports.ts';
import { showDocs } from './docs-page.ts';
import { describeApi } from './openapi.ts';
import { refusals } from './refusals.ts';
import { routes } from './routes.ts';

/** The vendors' HTTP surface. `corsOrigins` are the pages whose scripts may use it. */
export function ingestApp(deps: IngestDeps, corsOrigins: ReadonlySet<string>): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', false);
  app.use((_request, response, next) => {
    response.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
    next();
  });
  if (corsOrigins.size > 0) app.use(cors(corsOrigins));
  const table = routes(deps);
  for (const { method, path, handle } of table) app[method](path, handle);
  const document = describeApi(table);
  app.get('/openapi.json', (_request, response) => {
    response.json(document);
  });
  app.get('/docs', showDocs(table, document));
  app.use((_request, response) => {
    sendProblem(response, reasonError('NOT_FOUND'));
  });
  app.use(refusals(deps), problemHandler(deps.log));
  return app;
}

/** No cookies and no credentials of a browser: a page may send what any program may. */
function cors(origins: ReadonlySet<string>): RequestHandler {
  return (request, response, next) => {
    response.vary('Origin');
    const { origin } = request.headers;
    if (origin === undefined || !origins.has(origin)) {
      next();
      return;
    }
    response.set('Access-Control-Allow-Origin', origin);
    if (request.method !== 'OPTIONS') {
      next();
      return;
    }
    response
      .set({
        'Access-Control-Allow-Methods': 'GET, POST',
        'Access-Control-Allow-Headers': 'Content-Type, Idempotency-Key',
        'Access-Control-Max-Age': '600',
      })
      .sendStatus(204);
  };
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router } from 'express';

const YEAR_MS = 31_536_000_000;

/** The built web app: hashed assets for ever, the page itself always fresh, every other path is the page's own. */
export function webAppRouter(distDir: string): Router {
  const router = Router();
  const page = join(distDir, 'index.html');
  const assets = { immutable: true, maxAge: YEAR_MS, index: false, redirect: false } as const;
  router.use('/assets', express.static(join(distDir, 'assets'), assets));
  router.use('/assets', (_request, response) => void response.status(404).end());
  router.use(express.static(distDir, { index: false, maxAge: 3_600_000, redirect: false }));
  router.get('/*path', (request, response) => sendPage(request.path, response));
  router.get('/', (request, response) => sendPage(request.path, response));
  return router;

  function sendPage(_path: string, response: express.Response): void {
    if (!existsSync(page)) {
      response
        .status(503)
        .type('text/plain')
        .send('The web app is not built yet: npm run build:web -w @firstring/console-service');
      return;
    }
    response.set('Cache-Control', 'no-cache').sendFile(page);
  }
}

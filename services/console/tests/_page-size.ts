import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';

const DIST = fileURLToPath(new URL('../web/dist', import.meta.url));

/** Notes what this tab fetches of the web app from now on; the answer sums it, compressed as a server in front sends it. */
export function watchPageSize(page: Page): () => number {
  const files = new Set<string>();
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (/^\/assets\/.*\.(js|css)$/.test(pathname)) files.add(pathname);
  });
  return () => [...files].reduce((sum, file) => sum + gzipSync(readFileSync(DIST + file)).byteLength, 0);
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ERROR_REASONS } from '@firstring/contracts';
import type { Express } from 'express';
import { z } from 'zod';
import type { IngestDeps } from '../src/app/ports.ts';
import { leadAnswer, problem } from '../src/transport/http/api-schemas.ts';
import { ingestApp } from '../src/transport/http/ingest-app.ts';
import { post, read, startIngest, TOKEN } from './_harness.ts';

const document = z.object({
  openapi: z.literal('3.1.0'),
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({ responses: z.record(z.string(), z.looseObject({ description: z.string() })) }),
    ),
  ),
});

/** What Express itself would answer. */
function routesOf(app: Express): string[] {
  return app.router.stack.flatMap(({ route }) =>
    (route?.stack ?? []).map(({ method }) => `${method} ${route?.path.replace(/:(\w+)/g, '{$1}')}`),
  );
}

async function documented(origin: string) {
  return document.parse(await (await fetch(`${origin}/openapi.json`)).json());
}

test('every route that answers is documented, and every documented one answers', async () => {
  await using ingest = await startIngest();
  const { paths } = await documented(ingest.origin);
  const known = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  for (const route of known) {
    const [method = '', path = ''] = route.split(' ');
    const answer = await read(
      await fetch(ingest.origin + path.replace('{token}', 'nobody'), { method: method.toUpperCase() }),
    ).catch(() => undefined);
    assert.notEqual(answer?.body['reason'], 'NOT_FOUND', route);
  }
  assert.deepEqual(
    routesOf(ingestApp({} as IngestDeps, new Set())).filter((route) => !known.includes(route)), // nothing is called
    ['get /openapi.json', 'get /docs'],
  );
});

test('each documented refusal is a reason of the catalogue under the status it is answered with', async () => {
  await using ingest = await startIngest();
  const { paths } = await documented(ingest.origin);
  const { responses = {} } = paths['/v1/links/{token}/leads']?.['post'] ?? {};
  const bad = await post(ingest, { caller_id: '911' });
  assert.match(responses[String(bad.status)]?.description ?? '', new RegExp(String(bad.body['reason'])));
  for (const methods of Object.values(paths)) {
    for (const { responses: said } of Object.values(methods)) {
      const refusals = Object.entries(said).filter(([status]) => Number(status) >= 400);
      for (const word of refusals.flatMap(([, { description }]) => description.split(', '))) {
        assert.ok(Object.hasOwn(ERROR_REASONS, word), word);
      }
    }
  }
});

test('what is answered is what the documentation says', async () => {
  await using ingest = await startIngest();
  leadAnswer.strict().parse((await post(ingest, { caller_id: '+14155550123', colour: 'red' })).body);
  problem.parse((await post(ingest, {})).body);
  problem.parse((await post({ url: ingest.url.replace(TOKEN, 'nobody') }, {})).body);
});

import { reasonError } from '@firstring/contracts';
import { httpStatus } from '@firstring/service-kit';
import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
} from 'zod-openapi';
import { problem } from './api-schemas.ts';
import type { Route } from './routes.ts';

export type ApiDocument = ReturnType<typeof createDocument>;

/** OpenAPI 3.1 of these routes, from the schemas that check what comes in. */
export function describeApi(routes: readonly Route[]): ApiDocument {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Firstring: sending leads',
      version: '1.0.0',
      description:
        'Every refusal is problem+json with a stable reason, unless the profile of the link asks for another dialect.',
    },
    paths,
    components: {
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description: 'Where the link demands a key; X-API-Key does as well',
        },
      },
    },
  });
}

function operation(route: Route): ZodOpenApiOperationObject {
  const { method, request } = route;
  return {
    summary: route.summary,
    ...(route.path.startsWith('/v1/links') ? { security: [{}, { key: [] }] } : {}),
    requestParams: {
      ...(route.path.includes(':token')
        ? { path: z.object({ token: z.string().describe('The secret part of the link') }) }
        : {}),
      query: queryOf(route),
      header: headersOf(route),
    },
    ...(request === undefined || method === 'get'
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              'application/json': { schema: request.schema },
              ...(request.form === true
                ? { 'application/x-www-form-urlencoded': { schema: request.schema } }
                : {}),
            },
          },
        }),
    responses: responses(route),
  };
}

function queryOf({ method, request, test }: Route) {
  const asked =
    test === true ? { test: z.enum(['1']).optional().describe('Checks everything, stores nothing') } : {};
  const fields = method === 'get' && request?.schema instanceof z.ZodObject ? request.schema.shape : {};
  return z.object({ ...fields, ...asked });
}

function headersOf({ idempotent, signed }: Route) {
  const key = z
    .string()
    .optional()
    .describe('The same key with the same content gets the same answer for 72 hours');
  const webhook = z.string().describe('Standard Webhooks: HMAC-SHA256 over id.timestamp.body');
  return z.object({
    ...(idempotent === true ? { 'Idempotency-Key': key } : {}),
    ...(signed === true
      ? { 'webhook-id': webhook, 'webhook-timestamp': webhook, 'webhook-signature': webhook }
      : {}),
  });
}

function responses(route: Route): Record<string, ZodOpenApiResponseObject> {
  const reasons = new Map<string, string[]>();
  for (const reason of route.refusals) {
    const status = String(httpStatus(reasonError(reason)));
    reasons.set(status, [...(reasons.get(status) ?? []), reason]);
  }
  const said: Record<string, ZodOpenApiResponseObject> = {};
  for (const [status, { says, schema }] of Object.entries(route.answers)) {
    const content = schema === undefined ? { 'text/html': {} } : { 'application/json': { schema } };
    said[status] = { description: says, content };
  }
  for (const [status, words] of reasons) {
    const content = { 'application/problem+json': { schema: problem } };
    said[status] = { description: words.join(', '), content };
  }
  return said;
}

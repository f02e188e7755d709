import type { ErrorReason } from '@firstring/contracts';
import type { Request, RequestHandler } from 'express';
import type { ZodType } from 'zod';
import type { IngestDeps } from '../../app/ports.ts';
import * as schemas from './api-schemas.ts';
import { answerBatch, answerConversion, answerLead, answerPing } from './lead-routes.ts';
import { showVendorPage } from './vendor-page.ts';
import { withLink, type LinkHandler } from './with-link.ts';

const LEAD_BYTES_MAX = 64 * 1024;
const BATCH_BYTES_MAX = 1024 * 1024;

/** One route, with all that its documentation says. */
export interface Route {
  readonly method: 'get' | 'post';
  /** As Express writes it, `/v1/links/:token/leads`. */
  readonly path: string;
  readonly summary: string;
  readonly request?: {
    readonly schema: ZodType;
    readonly form?: boolean;
  };
  /** By status. */
  readonly answers: Readonly<Record<string, { readonly says: string; readonly schema?: ZodType }>>;
  readonly refusals: readonly ErrorReason[];
  readonly test?: boolean;
  readonly idempotent?: boolean;
  readonly signed?: boolean;
  readonly handle: RequestHandler<{ token: string }>;
}

const OF_LINKS: readonly ErrorReason[] = [
  'LINK_NOT_FOUND',
  'LINK_REVOKED',
  'LINK_KEY_REFUSED',
  'SIGNATURE_REFUSED',
  'KEY_IN_URL',
  'QUOTA_EXCEEDED',
  'BODY_MALFORMED',
  'BODY_TOO_LARGE',
  'MEDIA_TYPE_UNSUPPORTED',
  'FIELD_INVALID',
  'STORE_UNAVAILABLE',
];
const OF_LEADS: readonly ErrorReason[] = [
  ...OF_LINKS,
  'CALLER_ID_REQUIRED',
  'CALLER_ID_INVALID',
  'CONSENT_REQUIRED',
  'CAMPAIGN_CLOSED',
  'PING_UNKNOWN',
  'PING_NO_MATCH',
  'IDEMPOTENCY_KEY_REUSED',
  'IDEMPOTENCY_KEY_PENDING',
  'INGEST_BUSY',
];

/** Every route vendors can reach. The application and its documentation are made of this table, so neither knows more. */
export function routes(deps: IngestDeps): readonly Route[] {
  return [...leadRoutes(deps), ...linkRoutes(deps), ...openRoutes(deps)];
}

function leadRoutes(deps: IngestDeps): readonly Route[] {
  const lead = {
    path: '/v1/links/:token/leads',
    answers: {
      '200': { says: 'The lead was there and is updated; or a test', schema: schemas.leadAnswer },
      '201': { says: 'The lead is stored', schema: schemas.leadAnswer },
    },
    refusals: OF_LEADS,
    test: true,
    idempotent: true,
    handle: through(deps, LEAD_BYTES_MAX, answerLead),
  };
  return [
    ...bothWays(lead, 'Send a lead', 'Send a lead in the query string'),
    {
      method: 'post',
      path: '/v1/links/:token/leads/batch',
      summary: 'Send up to 1,000 leads',
      request: { schema: schemas.batchRequest },
      answers: { '200': { says: 'One result for each lead, in order', schema: schemas.batchAnswer } },
      refusals: [...OF_LEADS, 'BATCH_TOO_LARGE'],
      test: true,
      idempotent: true,
      handle: through(deps, BATCH_BYTES_MAX, answerBatch),
    },
  ];
}

function linkRoutes(deps: IngestDeps): readonly Route[] {
  const ping = {
    path: '/v1/links/:token/ping',
    answers: { '200': { says: 'Whether the lead would be taken', schema: schemas.pingAnswer } },
    refusals: [...OF_LINKS, 'NOT_FOUND', 'CALLER_ID_INVALID', 'PING_LIMIT'],
    handle: through(deps, LEAD_BYTES_MAX, answerPing),
  } satisfies Partial<Route>;
  return [
    ...bothWays(
      ping,
      'Ask whether a lead would be taken, before sending the person',
      'The same in the query string',
    ),
    {
      method: 'post',
      path: '/v1/links/:token/conversions',
      summary: 'Tell that a lead has converted',
      request: { schema: schemas.conversionRequest, form: true },
      answers: { '200': { says: 'Noted', schema: schemas.conversionAnswer } },
      refusals: [...OF_LINKS, 'LEAD_NOT_FOUND', 'CALLER_ID_REQUIRED', 'CALLER_ID_INVALID'],
      signed: true,
      handle: through(deps, LEAD_BYTES_MAX, answerConversion),
    },
  ];
}

/** Fields of a lead in the body, or in the query string. */
function bothWays(
  route: Omit<Route, 'method' | 'summary' | 'request'>,
  post: string,
  get: string,
): readonly Route[] {
  const schema = schemas.leadRequest;
  return [
    { ...route, method: 'post', summary: post, request: { schema, form: true } },
    { ...route, method: 'get', summary: get, request: { schema } },
  ];
}

function openRoutes(deps: IngestDeps): readonly Route[] {
  return [
    {
      method: 'get',
      path: '/v1/vendors/:token',
      summary: "A vendor's own page: what came through its links, by day",
      answers: { '200': { says: 'An HTML page' } },
      refusals: ['VENDOR_PAGE_NOT_FOUND'],
      handle: showVendorPage(deps),
    },
    {
      method: 'get',
      path: '/healthz',
      summary: 'The service turns',
      answers: { '200': { says: 'It does', schema: schemas.healthAnswer } },
      refusals: [],
      handle: (_request, response) => {
        response.json({ status: 'ok' });
      },
    },
    {
      method: 'get',
      path: '/readyz',
      summary: 'Leads can be stored',
      answers: { '200': { says: 'They can', schema: schemas.healthAnswer } },
      refusals: ['UNAVAILABLE'],
      handle: async (_request, response) => {
        await deps.leadStore.ping();
        response.json({ status: 'ready' });
      },
    },
  ];
}

function through(deps: IngestDeps, bytesMax: number, handle: LinkHandler): Route['handle'] {
  const handler = withLink(deps, bytesMax, handle);
  return (request: Request<{ token: string }>, response) => handler(request, response);
}

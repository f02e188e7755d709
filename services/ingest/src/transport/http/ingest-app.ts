import { reasonError } from '@firstring/contracts';
import { AppError, failpoint } from '@firstring/kernel';
import { httpStatus, problemHandler, sendProblem } from '@firstring/service-kit';
import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import type { IngestDeps } from '../../app/ports.ts';
import { submitLead } from '../../app/submit-lead.ts';
import type { RawFields } from '../../domain/parse-json-object.ts';
import { fieldsOfBody, fieldsOfQuery, idempotencyKey } from './read-fields.ts';

/** How long the rest of a refused body is thrown away, so that the sender reads the answer before the line is cut. */
const LINGER_MS = 500;

/** The vendors' HTTP surface. */
export function ingestApp(deps: IngestDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', false);
  app.use((_request, response, next) => {
    response.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
    next();
  });
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.get('/readyz', async (_request, response) => {
    await deps.leadStore.ping();
    response.json({ status: 'ready' });
  });
  app.post('/v1/links/:token/leads', async (request, response) => {
    await answer(deps, { request, response, fields: await fieldsOfBody(request) });
  });
  app.get('/v1/links/:token/leads', async (request, response) => {
    await answer(deps, { request, response, fields: fieldsOfQuery(request) });
  });
  app.use((_request, response) => {
    sendProblem(response, reasonError('NOT_FOUND'));
  });
  app.use(refusal(deps), problemHandler(deps.log));
  return app;
}

async function answer(
  deps: IngestDeps,
  {
    request,
    response,
    fields,
  }: { request: Request<{ token: string }>; response: Response; fields: RawFields },
): Promise<void> {
  const { token } = request.params;
  const lead = await submitLead(deps, { token, fields, idempotencyKey: idempotencyKey(request) });
  response.status(lead.created ? 201 : 200).json({
    lead_id: lead.leadId,
    status: lead.created ? 'created' : 'updated',
    ignored_parameters: lead.ignoredParameters,
  });
  await failpoint('ingest.i6.after');
}

/** Counts refusals and keeps senders from pouring on; the answer itself is the problem handler's. */
function refusal(deps: IngestDeps): ErrorRequestHandler {
  return (thrown: unknown, request, _response, next) => {
    const error = asAppError(thrown);
    if (error instanceof AppError) {
      deps.events.submissionRefused({ reason: error.reason, status: httpStatus(error) });
    }
    if (!request.complete) {
      request.resume();
      const cut = deps.clock.setTimer(LINGER_MS, () => request.socket.destroy());
      request.once('end', () => cut.cancel());
    }
    next(error);
  };
}

/** A path whose escapes are broken names nothing. */
function asAppError(thrown: unknown): unknown {
  return thrown instanceof URIError ? reasonError('NOT_FOUND') : thrown;
}

import { reasonError } from '@firstring/contracts';
import { convertLead } from '../../app/convert-lead.ts';
import { checkSignature } from '../../app/authenticate.ts';
import { pingLead } from '../../app/ping-lead.ts';
import type { IngestDeps, StoredLead } from '../../app/ports.ts';
import { BATCH_MAX, checkBatch, submitBatch, type BatchResult } from '../../app/submit-batch.ts';
import { checkLead, submitLead } from '../../app/submit-lead.ts';
import type { Answer } from './answers.ts';
import { readBatch, readFields } from './read-fields.ts';
import { credentialsOf, idempotencyKey, isTest } from './request-parts.ts';
import { takeQuota, countRefusal, type LinkCall } from './with-link.ts';

/** POST and GET /v1/links/:token/leads */
export async function answerLead(call: LinkCall): Promise<Answer> {
  const { deps, link, request } = call;
  const sent = readFields(call.content);
  const test = isTest(request);
  const fields = test && call.content.type === 'query' ? without(sent, 'test') : sent;
  takeQuota(call, 'leads', 1);
  if (test)
    return {
      status: 200,
      body: { test: true, ...leadBody(await checkLead(deps, { link, fields }), 'would_') },
    };
  const lead = await submitLead(deps, { link, fields, idempotencyKey: requestKey(call) });
  countStored(deps, link.ingestLinkId, [lead]);
  return { status: lead.created ? 201 : 200, body: leadBody(lead) };
}

/** POST /v1/links/:token/leads/batch */
export async function answerBatch(call: LinkCall): Promise<Answer> {
  const { deps, link, request } = call;
  if (link.profile.pingPost) {
    throw reasonError('PING_UNKNOWN', { message: 'this link takes single leads, each after a ping' });
  }
  const items = readBatch(call.content);
  if (items.length > BATCH_MAX) throw reasonError('BATCH_TOO_LARGE');
  takeQuota(call, 'leads', items.length);
  const batch = { link, items, idempotencyKey: requestKey(call) };
  if (isTest(request))
    return { status: 200, body: { test: true, ...batchBody(await checkBatch(deps, batch), 'would_') } };
  const results = await submitBatch(deps, batch);
  for (const result of results) if (result.type === 'refused') countRefusal(deps, link, result.error);
  countStored(
    deps,
    link.ingestLinkId,
    results.flatMap((result) => (result.type === 'stored' ? [result.lead] : [])),
  );
  return { status: 200, body: batchBody(results) };
}

/** POST and GET /v1/links/:token/ping */
export async function answerPing(call: LinkCall): Promise<Answer> {
  const fields = readFields(call.content);
  takeQuota(call, 'pings', 1);
  const answer = await pingLead(call.deps, call.link, fields);
  if (answer.type !== 'accepted') return { status: 200, body: { status: answer.type } };
  const body = {
    status: 'accepted',
    ping_id: answer.pingId,
    expires_in: Math.floor(answer.expiresInMs / 1000),
  };
  return { status: 200, body };
}

/** POST /v1/links/:token/conversions; signed, whatever the profile says of leads. */
export async function answerConversion(call: LinkCall): Promise<Answer> {
  const { deps, link, request, content } = call;
  const credentials = credentialsOf(request.headers, content.bytes);
  checkSignature(link.secrets, credentials, deps.clock.now());
  const webhookId = credentials.signed.id ?? '';
  const { leadId, changed } = await convertLead(deps, { link, fields: readFields(content), webhookId });
  return { status: 200, body: { lead_id: leadId, status: 'converted', changed } };
}

/** A signed request is known by its id: sent again, it is answered as before. */
function requestKey({ link, request }: LinkCall): string | undefined {
  const key = idempotencyKey(request.headers);
  if (key !== undefined || link.profile.authentication !== 'signature') return key;
  return `webhook ${credentialsOf(request.headers, Buffer.alloc(0)).signed.id ?? ''}`;
}

function countStored(deps: IngestDeps, ingestLinkId: string, leads: readonly StoredLead[]): void {
  deps.counter.countStored(
    ingestLinkId,
    leads.map(({ created, ignoredParameters: ignored }) => ({ created, ignored })),
  );
}

function leadBody(lead: StoredLead, tense: '' | 'would_' = '') {
  const done = lead.created ? 'created' : 'updated';
  const would = lead.created ? 'would_create' : 'would_update';
  return {
    ...(lead.leadId === '' ? {} : { lead_id: lead.leadId }),
    status: tense === '' ? done : would,
    ignored_parameters: lead.ignoredParameters,
  };
}

function batchBody(results: readonly BatchResult[], tense: '' | 'would_' = '') {
  const stored = results.filter((result) => result.type === 'stored');
  const created = stored.filter(({ lead }) => lead.created).length;
  return {
    created,
    updated: stored.length - created,
    refused: results.length - stored.length,
    results: results.map((result) => {
      if (result.type === 'stored') return leadBody(result.lead, tense);
      const { reason, message, details } = result.error;
      return { status: 'refused', reason, message, ...details };
    }),
  };
}

function without(fields: ReadonlyMap<string, unknown>, name: string): ReadonlyMap<string, unknown> {
  return new Map([...fields].filter(([key]) => key !== name));
}

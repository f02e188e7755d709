import { reasonError } from '@firstring/contracts';
import { AppError, failpoint } from '@firstring/kernel';
import type { Request, Response } from 'express';
import { authenticate } from '../../app/authenticate.ts';
import type { IngestDeps, Link } from '../../app/ports.ts';
import { isPlain, sendAnswer, sendRefusal, type Answer } from './answers.ts';
import { readBody } from './read-body.ts';
import type { Content } from './read-fields.ts';
import { noteRefusal } from './refusals.ts';
import { credentialsOf, queryOf, refuseKeyInUrl } from './request-parts.ts';

/** A request through a link that has proved where it comes from. */
export interface LinkCall {
  readonly deps: IngestDeps;
  readonly link: Link;
  readonly request: Request;
  readonly response: Response;
  readonly content: Content;
}

export type LinkHandler = (call: LinkCall) => Promise<Answer>;

/** Finds the link, reads what was sent, checks who sends it; answers and refuses in the dialect of the link's profile. */
export function withLink(deps: IngestDeps, bytesMax: number, handle: LinkHandler) {
  return async (request: Request<{ token: string }>, response: Response): Promise<void> => {
    // Whoever only looks must not make a lead.
    if (request.method === 'HEAD') throw reasonError('NOT_FOUND');
    const link = await deps.links.find(request.params.token);
    try {
      refuseKeyInUrl(request, link.profile);
      const content = await readContent(request, bytesMax);
      authenticate(link, credentialsOf(request.headers, content.bytes), deps.clock.now());
      sendAnswer(response, link.profile, await handle({ deps, link, request, response, content }));
    } catch (thrown) {
      const error = AppError.from(thrown);
      countRefusal(deps, link, error);
      if (isPlain(link.profile) || error.code === 'internal') throw thrown;
      noteRefusal(deps, request, error);
      sendRefusal(response, link.profile, error);
    }
    await failpoint('ingest.i6.after');
  };
}

async function readContent(request: Request, bytesMax: number): Promise<Content> {
  if (request.method === 'GET') return { bytes: Buffer.from(queryOf(request), 'latin1'), type: 'query' };
  return { bytes: await readBody(request, bytesMax), type: request.headers['content-type'] ?? '' };
}

/** For the vendor's own page. */
export function countRefusal(deps: IngestDeps, { ingestLinkId }: Link, error: AppError): void {
  const { reason, details } = error;
  const at = deps.clock.now();
  deps.counter.count(ingestLinkId, { type: 'refused', at, reason, field: details['field'] ?? '' });
}

/** Takes from the link's quota and tells what is left; QUOTA_EXCEEDED when it is empty. */
export function takeQuota({ deps, link, response }: LinkCall, of: 'leads' | 'pings', count: number): void {
  const { leadsPerMinute: perMinute } = link.profile;
  if (perMinute === 0) return;
  const taking = deps.quotas.take(`${link.ingestLinkId}|${of}`, { perMinute, count });
  const waitSeconds = Math.ceil(taking.waitMs / 1000);
  response.set('RateLimit-Policy', `"${of}";q=${perMinute};w=60`);
  response.set('RateLimit', `"${of}";r=${taking.remaining};t=${waitSeconds}`);
  if (taking.allowed) return;
  response.set('Retry-After', String(Math.max(1, waitSeconds)));
  throw reasonError('QUOTA_EXCEEDED');
}

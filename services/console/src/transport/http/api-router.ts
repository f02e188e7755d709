import { timingSafeEqual } from 'node:crypto';
import { reasonError } from '@firstring/contracts';
import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import type { AuditLog } from '../../app/audit/audit-log.ts';
import type { LiveSession, Sessions } from '../../app/sessions.ts';
import { processOf } from '../../app/actor.ts';
import { networkOf } from '../../domain/network.ts';
import type { ConsoleEvents } from '../../events.ts';
import { handleAudited } from './audited.ts';
import { readSessionCookie } from './cookies.ts';
import type { FileLimits } from './file-limits.ts';
import { id, readInput } from './input.ts';
import { PASSWORD_PATH, STREAMING, type ApiCall, type Endpoint } from './endpoint.ts';

const BODY_LIMIT = '64kb';

export interface ApiRouterDeps {
  sessions: Sessions;
  events: ConsoleEvents;
  audit: AuditLog;
  fileLimits: FileLimits;
  secure: boolean;
}

/**
 * JSON bodies, small, and files as text/csv, which their endpoint reads itself: a form or text/plain body could be sent by a
 * foreign page without asking.
 */
export function jsonBodies(events: ConsoleEvents): RequestHandler[] {
  return [
    (request, _response, next) => {
      const hasBody =
        request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined;
      if (
        hasBody &&
        request.headers['content-length'] !== '0' &&
        request.is(['application/json', 'text/csv']) === false
      ) {
        events.requestRefused(request.path, 'media_type');
        next(reasonError('MEDIA_TYPE_UNSUPPORTED', { message: 'send JSON' }));
        return;
      }
      next();
    },
    express.json({ limit: BODY_LIMIT, strict: true }),
  ];
}

/** Every endpoint of the table behind the same steps: session, CSRF token, permission, audit, then its own work. */
export function createApiRouter(deps: ApiRouterDeps, endpoints: readonly Endpoint[]): Router {
  const router = Router();
  for (const endpoint of endpoints) {
    router[endpoint.method](endpoint.path, async (request: Request, response: Response) => {
      const live = await deps.sessions.resume(
        readSessionCookie(request, deps.secure),
        networkOf(request.ip ?? ''),
      );
      if (endpoint.method !== 'get') requireCsrfToken(deps, request, live.csrfToken);
      const handle = (call: ApiCall): Promise<unknown> => {
        requirePermission(deps, endpoint, live);
        requireProcess(request, live);
        deps.fileLimits.admit(endpoint, call);
        return endpoint.handle(call);
      };
      answer(response, await handleAudited(deps.audit, { endpoint, live, request, response, handle }));
    });
  }
  return router;
}

function requireCsrfToken(deps: ApiRouterDeps, request: Request, expected: string): void {
  const given = Buffer.from(request.get('x-csrf-token') ?? '');
  const wanted = Buffer.from(expected);
  if (given.length === wanted.length && timingSafeEqual(given, wanted)) return;
  deps.events.requestRefused(request.path, 'token');
  throw reasonError('CSRF_REFUSED');
}

function requirePermission(deps: ApiRouterDeps, endpoint: Endpoint, live: LiveSession): void {
  const { needs } = endpoint;
  const isOwnSession = endpoint.path === '/session' || endpoint.path === PASSWORD_PATH;
  if (live.user.passwordTemporary === true && !isOwnSession) throw reasonError('PASSWORD_CHANGE_REQUIRED');
  if (needs.length === 0 || needs.some((permission) => live.actor.permissions.has(permission))) return;
  deps.events.denied(live.actor.userId, needs, endpoint.path);
  throw reasonError('PERMISSION_DENIED');
}

/** The wall: whatever an endpoint does with the process it is asked for, one that is not the user's is not there. */
function requireProcess(request: Request, live: LiveSession): void {
  const asked = request.query['processId'];
  if (asked !== undefined && asked !== '') processOf(live.actor, readInput(id, asked));
}

function answer(response: Response, result: unknown): void {
  if (result === STREAMING) return;
  if (result === undefined) response.status(204).end();
  else response.json(result);
}

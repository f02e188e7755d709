import { Router, type Request } from 'express';
import { z } from 'zod';
import type { SessionView } from '../../app/views/session.ts';
import type { LiveSession } from '../../app/sessions.ts';
import { changePassword, type ChangePasswordDeps } from '../../app/change-password.ts';
import { signIn } from '../../app/sign-in.ts';
import { networkOf } from '../../domain/network.ts';
import { clearSessionCookie, readSessionCookie, setSessionCookie } from './cookies.ts';
import type { DeskStreams } from './desk-streams.ts';
import { PASSWORD_PATH, type Endpoint } from './endpoint.ts';
import { readInput, requestId } from './input.ts';

export interface SessionRoutesDeps extends ChangePasswordDeps {
  streams: DeskStreams;
  secure: boolean;
  sessionAbsoluteMs: number;
}

const signInBody = z.strictObject({
  username: z.string().min(1).max(128),
  password: z.string().min(1).max(1024),
});

const passwordBody = z.strictObject({
  requestId,
  currentPassword: z.string().min(1).max(1024),
  newPassword: z.string().min(1).max(1024),
});

/** Signing in is the one call without a session; origin and media type guard it. */
export function signInRouter(deps: SessionRoutesDeps): Router {
  const router = Router();
  router.post('/session', async (request: Request, response) => {
    const body = readInput(signInBody, request.body);
    const network = networkOf(request.ip ?? '');
    const previousToken = readSessionCookie(request, deps.secure);
    const token = await signIn(deps, { ...body, network, address: request.ip ?? '', previousToken });
    setSessionCookie(response, token, { secure: deps.secure, maxAgeMs: deps.sessionAbsoluteMs });
    const live = await deps.sessions.resume(token, network);
    response.status(201).json(toSessionView(live, deps.clock.now()));
  });
  return router;
}

export function sessionEndpoints(deps: SessionRoutesDeps): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/session',
      needs: [],
      handle: async (call) => toSessionView(call, deps.clock.now()),
    },
    {
      method: 'put',
      path: PASSWORD_PATH,
      needs: [],
      audit: { action: 'user.change-password', chain: 'installation' },
      async handle({ request, actor, note }) {
        const { requestId: _key, ...command } = readInput(passwordBody, request.body);
        note({ resourceId: actor.userId });
        const from = { address: request.ip ?? '', network: networkOf(request.ip ?? '') };
        await changePassword(deps, actor, { ...command, ...from });
      },
    },
    {
      method: 'delete',
      path: '/session',
      needs: [],
      audit: { action: 'session.end', chain: 'installation' },
      async handle({ request, response, actor }) {
        await deps.sessions.end(readSessionCookie(request, deps.secure));
        deps.streams.closeSession(actor.sessionId);
        clearSessionCookie(response, deps.secure);
        deps.events.signedOut(actor.userId);
      },
    },
  ];
}

function toSessionView(live: LiveSession, serverAt: number): SessionView {
  return {
    userId: live.actor.userId,
    username: live.user.username,
    name: live.user.name,
    roles: live.user.roles,
    permissions: [...live.actor.permissions],
    processIds: live.actor.processIds,
    passwordTemporary: live.user.passwordTemporary === true,
    csrfToken: live.csrfToken,
    failedSignIns: live.session.failedSignIns,
    signedInAt: live.session.createdAt,
    expiresAt: live.expiresAt,
    serverAt,
  };
}

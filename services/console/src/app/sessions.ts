import { createHash, createHmac } from 'node:crypto';
import { reasonError } from '@firstring/contracts';
import type { Clock, Random } from '@firstring/kernel';
import type { Collection } from '@firstring/store';
import { permissionsOf } from '../domain/permissions.ts';
import {
  confirmedNetworks,
  expiresAt,
  needsTouch,
  sessionVerdict,
  type Session,
  type SessionLimits,
} from '../domain/session.ts';
import type { ConsoleEvents } from '../events.ts';
import type { SessionDoc } from '../store/sessions.ts';
import type { UserDoc } from '../store/users.ts';
import type { Actor } from './actor.ts';
import type { Users } from './users.ts';

const TOKEN_BYTES = 32;
/** Sessions of users who closed the browser; swept a page at a time. */
const SWEEP_PAGE = 200;

export interface LiveSession {
  readonly actor: Actor;
  readonly user: UserDoc;
  readonly session: Session;
  readonly csrfToken: string;
  readonly expiresAt: number;
}

export interface Sessions {
  /** Starts a session and returns the cookie's value; the session of `previousToken` ends (rotation). */
  start(userId: string, use: SessionUse, failedSignIns: number): Promise<string>;
  /** The live session of a cookie: SESSION_REQUIRED or STEP_UP_REQUIRED otherwise. */
  resume(token: string | undefined, network: string): Promise<LiveSession>;
  /** Ends the session of a cookie; returns its id, and who it was, if there was one. */
  end(token: string | undefined): Promise<{ sessionId: string; userId: string } | undefined>;
  /** Ends every session of a user, but not `exceptId`; returns their ids. */
  endOfUser(userId: string, exceptId?: string): Promise<readonly string[]>;
  /** Deletes what has run out; returns how many. */
  sweep(): Promise<number>;
}

export interface SessionUse {
  network: string;
  previousToken: string | undefined;
}

export interface SessionsDeps {
  sessions: Collection<SessionDoc>;
  users: Users;
  limits: SessionLimits;
  clock: Clock;
  random: Random;
  events: ConsoleEvents;
}

export function createSessions(deps: SessionsDeps): Sessions {
  return {
    start: (userId, use, failedSignIns) => startSession(deps, { userId, failedSignIns, ...use }),
    resume: (token, network) => resumeSession(deps, token, network),
    end: (token) => endSession(deps, token),
    endOfUser: (userId, exceptId) => endSessionsOfUser(deps, userId, exceptId),
    sweep: () => sweepSessions(deps),
  };
}

/** Bound to the session and not to be guessed without its cookie; nothing to store. */
function csrfTokenOf(token: string): string {
  return createHmac('sha256', token).update('csrf').digest('base64url');
}

function sessionIdOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

async function startSession(
  deps: SessionsDeps,
  start: SessionUse & { userId: string; failedSignIns: number },
): Promise<string> {
  const previous =
    start.previousToken === undefined ? undefined : await deps.sessions.get(sessionIdOf(start.previousToken));
  await endSession(deps, start.previousToken);
  const token = Buffer.from(deps.random.bytes(TOKEN_BYTES)).toString('base64url');
  const now = deps.clock.now();
  const ofSameUser = previous?.doc.userId === start.userId ? previous.doc.networks : [];
  const doc: SessionDoc = {
    userId: start.userId,
    createdAt: now,
    usedAt: now,
    networks: confirmedNetworks(ofSameUser, start.network),
    failedSignIns: start.failedSignIns,
  };
  const put = await deps.sessions.put({ id: sessionIdOf(token), doc, expectedVersion: 0 });
  if (put.type !== 'stored') throw reasonError('INTERNAL');
  return token;
}

async function resumeSession(
  deps: SessionsDeps,
  token: string | undefined,
  network: string,
): Promise<LiveSession> {
  if (token === undefined) throw reasonError('SESSION_REQUIRED');
  const sessionId = sessionIdOf(token);
  const stored = await deps.sessions.get(sessionId);
  if (stored === undefined) throw reasonError('SESSION_REQUIRED');
  const now = deps.clock.now();
  const verdict = sessionVerdict(stored.doc, deps.limits, { now, network });
  if (verdict === 'expired') throw reasonError('SESSION_REQUIRED');
  if (verdict === 'other_network') {
    deps.events.stepUpRequired(stored.doc.userId, network);
    throw reasonError('STEP_UP_REQUIRED');
  }
  const user = await deps.users.byId(stored.doc.userId);
  if (user === undefined || user.disabled) throw reasonError('SESSION_REQUIRED');
  if (needsTouch(stored.doc, now)) {
    // A lost race means another request of this browser has just written the same.
    await deps.sessions.put({
      id: sessionId,
      doc: { ...stored.doc, usedAt: now },
      expectedVersion: stored.version,
    });
  }
  return {
    actor: {
      sessionId,
      userId: stored.doc.userId,
      agentId: user.agentId,
      permissions: permissionsOf(user.roles),
      processIds: user.processIds,
    },
    user,
    session: stored.doc,
    csrfToken: csrfTokenOf(token),
    expiresAt: expiresAt(stored.doc, deps.limits),
  };
}

async function endSession(deps: SessionsDeps, token: string | undefined) {
  if (token === undefined) return undefined;
  const sessionId = sessionIdOf(token);
  return endSessionById(deps, sessionId);
}

async function endSessionsOfUser(deps: SessionsDeps, userId: string, exceptId = '') {
  const ended: string[] = [];
  for (;;) {
    const { items } = await deps.sessions.query({
      index: 'by_user',
      equals: [userId],
      pageSize: SWEEP_PAGE,
    });
    const others = items.filter(({ id }) => id !== exceptId);
    if (others.length === 0) return ended;
    for (const { id } of others) {
      await endSessionById(deps, id);
      ended.push(id);
    }
  }
}

async function endSessionById(deps: SessionsDeps, sessionId: string) {
  // A touch may come between read and delete: read again, a few times.
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const stored = await deps.sessions.get(sessionId);
    if (stored === undefined) return undefined;
    const deleted = await deps.sessions.delete({ id: sessionId, expectedVersion: stored.version });
    if (deleted.type === 'deleted') return { sessionId, userId: stored.doc.userId };
  }
  throw reasonError('VERSION_CONFLICT');
}

async function sweepSessions(deps: SessionsDeps): Promise<number> {
  const bornBeforeAt = deps.clock.now() - deps.limits.absoluteMs;
  const old = await deps.sessions.query({
    index: 'by_created',
    range: { to: bornBeforeAt },
    pageSize: SWEEP_PAGE,
  });
  for (const item of old.items) await deps.sessions.delete({ id: item.id, expectedVersion: item.version });
  return old.items.length;
}

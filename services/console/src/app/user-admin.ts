import { reasonError } from '@firstring/contracts';
import type { Random } from '@firstring/kernel';
import type { Stored } from '@firstring/store';
import { newSecret } from '../domain/new-secret.ts';
import type { Role } from '../domain/permissions.ts';
import { changeRights, isChangedBy, isSeenBy, type UserRights } from '../domain/user-changes.ts';
import type { UserDoc } from '../store/users.ts';
import type { Actor } from './actor.ts';
import {
  isAdministrator,
  joinAdministrators,
  leaveAdministrators,
  type AdministratorsDeps,
} from './administrators.ts';
import { leavingOf, settleLeaver, type LeaversDeps } from './leavers.ts';
import type { PasswordHasher } from './password-hasher.ts';
import type { Sessions } from './sessions.ts';
import { agentIdOf, normaliseUsername, type Users } from './users.ts';
import type { UserPage, UserRow, UserSecret } from './views/users.ts';

export interface UserAdminDeps extends AdministratorsDeps, LeaversDeps {
  readonly accounts: Users;
  readonly hasher: PasswordHasher;
  readonly sessions: Sessions;
  readonly random: Random;
  /** Closes the streams of sessions that have ended. */
  readonly onSessionsEnded: (sessionIds: readonly string[]) => void;
}

/** Scanned for one page: most users of an installation may be of other processes. */
const SCANNED_PAGES_MAX = 10;

/** The users the actor reaches, by user name. */
export async function listUsers(
  deps: UserAdminDeps,
  actor: Actor,
  ask: { search: string; pageSize: number; pageToken: string },
): Promise<UserPage> {
  const users: UserRow[] = [];
  let pageToken = ask.pageToken === '' ? undefined : ask.pageToken;
  for (let scanned = 0; scanned < SCANNED_PAGES_MAX; scanned += 1) {
    const pageSize = ask.pageSize - users.length;
    const prefix = normaliseUsername(ask.search);
    const page = await deps.users.query({ index: 'by_username', prefix, pageSize, pageToken });
    users.push(
      ...page.items.filter(({ doc }) => isSeenBy(actor, doc.processIds)).map((user) => toRow(actor, user)),
    );
    pageToken = page.nextPageToken;
    if (pageToken === undefined || users.length >= ask.pageSize) break;
  }
  return { users, nextPageToken: pageToken ?? '' };
}

export interface CreateUser {
  readonly requestId: string;
  readonly username: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly processIds: readonly string[];
}

/** An account with a password for the first sign-in. The same request again makes no second account, but a new password. */
export async function createUser(
  deps: UserAdminDeps,
  actor: Actor,
  command: CreateUser,
): Promise<UserSecret> {
  const known = await deps.accounts.byUsername(command.username);
  if (known !== undefined && known.doc.requestId !== command.requestId) throw reasonError('USERNAME_TAKEN');
  if (known !== undefined) return resetPassword(deps, actor, known.id);
  const wanted = { roles: command.roles, processIds: command.processIds, disabled: false };
  const rights = decideRights(actor, { userId: '', roles: [], processIds: [], disabled: false }, wanted);
  const password = newSecret(deps.random);
  const userId = await deps.accounts.create({
    ...command,
    ...rights.rights,
    password,
    passwordTemporary: true,
  });
  return { user: toRow(actor, await readUser(deps, actor, userId)), password };
}

export interface UpdateUser extends UserRights {
  readonly userId: string;
  /** The version that was read. */
  readonly version: number;
  readonly name: string;
}

/** Name and rights. Rights that change end the user's sessions at once, so that nothing goes on under the old ones. */
export async function updateUser(deps: UserAdminDeps, actor: Actor, command: UpdateUser): Promise<UserRow> {
  const { userId, name } = command;
  const before = await readUser(deps, actor, userId);
  if (before.version !== command.version) throw reasonError('VERSION_CONFLICT');
  const { rights, changed } = decideRights(actor, { userId, ...before.doc }, command);
  const agentId = agentIdOf(userId, rights.roles);
  const by = { actorId: actor.userId, at: deps.clock.now() };
  const leaving = leavingOf(before.doc, { ...rights, agentId }, by);
  const doc: UserDoc = {
    ...before.doc,
    ...rights,
    name,
    agentId,
    ...(leaving === undefined ? {} : { leaving }),
  };
  const leaves = isAdministrator(before.doc) && !isAdministrator(doc);
  if (leaves) await leaveAdministrators(deps, userId);
  const put = await deps.users.put({ id: userId, doc, expectedVersion: before.version });
  if (put.type !== 'stored') {
    if (leaves) await joinAdministrators(deps, userId);
    throw reasonError('VERSION_CONFLICT');
  }
  if (isAdministrator(doc) && !isAdministrator(before.doc)) await joinAdministrators(deps, userId);
  deps.accounts.forget(userId);
  if (changed) deps.onSessionsEnded(await deps.sessions.endOfUser(userId));
  deps.events.userChanged(actor.userId, userId, changed);
  return toRow(actor, await settleLeaver(deps, { id: userId, version: put.version, doc }));
}

/** A new password for the first sign-in; the old one is void and every session of the user ends. */
export async function resetPassword(deps: UserAdminDeps, actor: Actor, userId: string): Promise<UserSecret> {
  const before = await readUser(deps, actor, userId);
  const password = newSecret(deps.random);
  const passwordHash = await deps.hasher.hash(password);
  const doc: UserDoc = { ...before.doc, passwordHash, passwordTemporary: true };
  const put = await deps.users.put({ id: userId, doc, expectedVersion: before.version });
  if (put.type !== 'stored') throw reasonError('VERSION_CONFLICT');
  deps.onSessionsEnded(await deps.sessions.endOfUser(userId));
  deps.events.passwordReset(actor.userId, userId);
  return { user: toRow(actor, { id: userId, version: put.version, doc }), password };
}

/** The user to change. One of other processes only is not there. */
async function readUser(deps: UserAdminDeps, actor: Actor, userId: string): Promise<Stored<UserDoc>> {
  const stored = await deps.users.get(userId);
  if (stored === undefined || !isSeenBy(actor, stored.doc.processIds)) throw reasonError('NOT_FOUND');
  if (!isChangedBy(actor, stored.doc.processIds))
    throw reasonError('PERMISSION_DENIED', {
      message: 'this person also works in a process that is not yours; ask an administrator of both',
    });
  return stored;
}

function decideRights(actor: Actor, user: { userId: string } & UserRights, wanted: UserRights) {
  const step = changeRights(actor, user, wanted);
  if (step.type === 'given') return step;
  if (step.reason === 'foreign_process') throw reasonError('PROCESS_NOT_FOUND');
  throw reasonError('PERMISSION_DENIED', {
    message: 'nobody changes their own rights; ask another administrator',
  });
}

function toRow(actor: Actor, { id, version, doc }: Stored<UserDoc>): UserRow {
  return {
    userId: id,
    username: doc.username,
    name: doc.name,
    roles: doc.roles,
    processIds: doc.processIds.filter((processId) => actor.processIds.includes(processId)),
    changeable: isChangedBy(actor, doc.processIds),
    agentId: doc.agentId,
    disabled: doc.disabled,
    passwordTemporary: doc.passwordTemporary === true,
    createdAt: doc.createdAt,
    version,
  };
}

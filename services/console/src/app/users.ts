import { reasonError } from '@firstring/contracts';
import type { Clock, Random } from '@firstring/kernel';
import { PAGE_SIZE_MAX, type Collection, type Stored } from '@firstring/store';
import { permissionsOf, type Role } from '../domain/permissions.ts';
import { lookAlikeWarning } from '../domain/look-alike.ts';
import { passwordFault } from '../domain/password-rules.ts';
import type { ConsoleEvents } from '../events.ts';
import type { UserDoc } from '../store/users.ts';
import { isAdministrator, joinAdministrators, type AdministratorsDeps } from './administrators.ts';
import type { PasswordHasher } from './password-hasher.ts';

const NAMES_CACHED_MAX = 10_000;
/** More than a page of phones would show. */
const AGENTS_MAX = 5000;

export interface NewUser {
  /** Given for reproducible set-ups; otherwise made. For agents it is also the agent id. */
  userId?: string;
  username: string;
  /** Shown to colleagues. */
  name: string;
  password: string;
  roles: readonly Role[];
  processIds: readonly string[];
  /** Somebody else has chosen it: it serves for one thing only, choosing another. */
  passwordTemporary?: boolean;
  /** The request that asked for it, if a page did. */
  requestId?: string;
}

/** People who may sign in. */
export interface Users {
  /** Makes an account; INVALID_ARGUMENT for a bad password or name, VERSION_CONFLICT when the user name is taken. */
  create(user: NewUser): Promise<string>;
  /** Makes the account or brings name, roles and processes up to date; an existing password is left alone. */
  ensure(user: NewUser): Promise<string>;
  byId(userId: string): Promise<UserDoc | undefined>;
  byUsername(username: string): Promise<Stored<UserDoc> | undefined>;
  /** The agent's name for tables; the id itself when nobody has it. */
  agentName(agentId: string): Promise<string>;
  /** Everybody with a desk who may sign in. */
  agents(): Promise<readonly { agentId: string; name: string; processIds: readonly string[] }[]>;
  isEmpty(): Promise<boolean>;
  /** The account has changed: what was kept of it in memory is read again. */
  forget(userId: string): void;
}

interface UsersDeps extends AdministratorsDeps {
  users: Collection<UserDoc>;
  hasher: PasswordHasher;
  clock: Clock;
  random: Random;
  events: ConsoleEvents;
}

/** Two spellings of one name are one user name. */
export function normaliseUsername(username: string): string {
  return username.normalize('NFKC').trim().toLowerCase();
}

export function createUsers(deps: UsersDeps): Users {
  const names = new Map<string, string>();
  const byUsername = (username: string) => deps.users.getByKey('by_username', [normaliseUsername(username)]);
  return {
    create: (user) => createUser(deps, user),
    async ensure(user) {
      const known = await byUsername(user.username);
      if (known === undefined) return createUser(deps, user);
      names.delete(known.id);
      const doc = { ...known.doc, ...profile(known.id, user) };
      const put = await deps.users.put({ id: known.id, doc, expectedVersion: known.version });
      if (put.type !== 'stored') throw reasonError('VERSION_CONFLICT');
      if (isAdministrator(doc)) await joinAdministrators(deps, known.id);
      return known.id;
    },
    byId: async (userId) => (await deps.users.get(userId))?.doc,
    byUsername,
    async agentName(agentId) {
      const cached = names.get(agentId);
      if (cached !== undefined) return cached;
      const name = (await deps.users.get(agentId))?.doc.name;
      if (names.size >= NAMES_CACHED_MAX) names.clear();
      if (name !== undefined) names.set(agentId, name);
      return name ?? agentId;
    },
    agents: () => listAgents(deps.users),
    forget: (userId) => void names.delete(userId),
    isEmpty: async () => (await deps.users.count({ index: 'id', limit: 1 })) === 0,
  };
}

async function listAgents(users: Collection<UserDoc>) {
  const agents: { agentId: string; name: string; processIds: readonly string[] }[] = [];
  let pageToken: string | undefined;
  do {
    const page = await users.query({ index: 'id', pageSize: PAGE_SIZE_MAX, pageToken });
    for (const { doc } of page.items) {
      if (doc.agentId !== '' && !doc.disabled) agents.push(doc);
    }
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined && agents.length < AGENTS_MAX);
  return agents;
}

async function createUser(deps: UsersDeps, user: NewUser): Promise<string> {
  const username = normaliseUsername(user.username);
  if (!/^[\p{L}\p{N}._@+-]{1,64}$/u.test(username)) {
    throw reasonError('INVALID_ARGUMENT', {
      message: 'a user name has 1 to 64 letters, digits or . _ @ + -',
      details: { field: 'username' },
    });
  }
  // Names of things are kept with a warning; whom one signs in as must not be mistaken.
  const lookAlike = lookAlikeWarning(username, []);
  if (lookAlike !== undefined)
    throw reasonError('INVALID_ARGUMENT', { message: lookAlike, details: { field: 'username' } });
  checkPassword(user.password, username);
  const userId = user.userId ?? deps.random.uuid();
  const doc: UserDoc = {
    ...profile(userId, user),
    username,
    passwordHash: await deps.hasher.hash(user.password),
    disabled: false,
    createdAt: deps.clock.now(),
    ...(user.passwordTemporary === true ? { passwordTemporary: true } : {}),
    ...(user.requestId === undefined ? {} : { requestId: user.requestId }),
  };
  const put = await deps.users.put({ id: userId, doc, expectedVersion: 0 });
  if (put.type !== 'stored') throw reasonError('USERNAME_TAKEN');
  if (isAdministrator(doc)) await joinAdministrators(deps, userId);
  deps.events.userCreated(userId, user.roles);
  return userId;
}

function profile(userId: string, user: NewUser) {
  const { name, roles, processIds } = user;
  return { name, roles, processIds, agentId: agentIdOf(userId, roles) };
}

/** People with a desk are agents under their own id. */
export function agentIdOf(userId: string, roles: readonly Role[]): string {
  return permissionsOf(roles).has('desk:use') ? userId : '';
}

/** INVALID_ARGUMENT in words for whoever chose the password. */
export function checkPassword(password: string, username: string, field = 'password'): void {
  const fault = passwordFault(password, username);
  if (fault !== undefined) throw reasonError('INVALID_ARGUMENT', { message: fault, details: { field } });
}

import { reasonError } from '@firstring/contracts';
import type { Clock, Random } from '@firstring/kernel';
import { PAGE_SIZE_MAX, type Collection, type Stored } from '@firstring/store';
import { permissionsOf, type Role } from '../domain/permissions.ts';
import type { ConsoleEvents } from '../events.ts';
import type { UserDoc } from '../store/users.ts';
import type { PasswordHasher } from './password-hasher.ts';

const PASSWORD_CHARS_MIN = 10;
const PASSWORD_CHARS_MAX = 256;
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
}

interface UsersDeps {
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
  const chars = user.password.length;
  if (chars < PASSWORD_CHARS_MIN || chars > PASSWORD_CHARS_MAX) {
    throw reasonError('INVALID_ARGUMENT', {
      message: `a password has ${PASSWORD_CHARS_MIN} to ${PASSWORD_CHARS_MAX} characters`,
      details: { field: 'password' },
    });
  }
  const username = normaliseUsername(user.username);
  if (!/^[\p{L}\p{N}._@+-]{1,64}$/u.test(username)) {
    throw reasonError('INVALID_ARGUMENT', {
      message: 'a user name has 1 to 64 letters, digits or . _ @ + -',
      details: { field: 'username' },
    });
  }
  const userId = user.userId ?? deps.random.uuid();
  const doc: UserDoc = {
    ...profile(userId, user),
    username,
    passwordHash: await deps.hasher.hash(user.password),
    disabled: false,
    createdAt: deps.clock.now(),
  };
  const put = await deps.users.put({ id: userId, doc, expectedVersion: 0 });
  if (put.type !== 'stored') throw reasonError('VERSION_CONFLICT', { message: 'this user name is taken' });
  deps.events.userCreated(userId, user.roles);
  return userId;
}

function profile(userId: string, user: NewUser) {
  const agentId = permissionsOf(user.roles).has('desk:use') ? userId : '';
  return { name: user.name, roles: user.roles, processIds: user.processIds, agentId };
}

import { reasonError } from '@firstring/contracts';
import type { Clock } from '@firstring/kernel';
import {
  ADDRESS_FAILURES_MAX,
  countFailure,
  delayMs,
  failuresOf,
  forget,
  lockedForMs,
  USER_FAILURES_MAX,
  type ThrottleTable,
} from '../domain/sign-in-throttle.ts';
import { INSTALLATION_CHAIN } from '../domain/audit/chain-ids.ts';
import type { ConsoleEvents } from '../events.ts';
import type { AuditLog } from './audit/audit-log.ts';
import type { PasswordHasher } from './password-hasher.ts';
import type { Sessions } from './sessions.ts';
import { normaliseUsername, type Users } from './users.ts';

export interface SignInDeps {
  users: Users;
  hasher: PasswordHasher;
  sessions: Sessions;
  throttle: ThrottleTable;
  audit: AuditLog;
  clock: Clock;
  events: ConsoleEvents;
}

export interface SignIn {
  username: string;
  password: string;
  address: string;
  network: string;
  previousToken: string | undefined;
}

/**
 * Checks a password and starts a session; returns the cookie's value. SIGN_IN_FAILED and SIGN_IN_LOCKED say the same, and
 * take as long, whether the user exists or not. A locked name is not looked at, so a lock cannot be guessed through.
 */
export async function signIn(deps: SignInDeps, command: SignIn): Promise<string> {
  const username = normaliseUsername(command.username);
  const userKey = `user:${username}`;
  const addressKey = `address:${command.address}`;
  const earlierFailures = await admit(deps, { userKey, addressKey, network: command.network });
  const user = await deps.users.byUsername(username);
  const matches = await deps.hasher.verify(command.password, user?.doc.passwordHash);
  if (!matches || user === undefined || user.doc.disabled) {
    countFailure(deps.throttle, addressKey, deps.clock.now(), ADDRESS_FAILURES_MAX);
    deps.events.signInFailed(command.network, earlierFailures + 1);
    await recordSignIn(deps, command, { userId: user?.id ?? '', roles: [] }, 'SIGN_IN_FAILED');
    throw reasonError('SIGN_IN_FAILED');
  }
  forget(deps.throttle, userKey);
  const use = { network: command.network, previousToken: command.previousToken };
  const token = await deps.sessions.start(user.id, use, earlierFailures);
  await recordSignIn(deps, command, { userId: user.id, roles: user.doc.roles }, '');
  deps.events.signedIn(user.id, command.network);
  return token;
}

/** Refuses locked keys, counts the attempt, waits its delay; returns the failures before this attempt. */
async function admit(
  deps: SignInDeps,
  keys: { userKey: string; addressKey: string; network: string },
): Promise<number> {
  const now = deps.clock.now();
  const lockMs = Math.max(
    lockedForMs(deps.throttle, keys.userKey, now),
    lockedForMs(deps.throttle, keys.addressKey, now),
  );
  if (lockMs > 0) {
    deps.events.signInLocked(keys.network, lockMs);
    const seconds = Math.ceil(lockMs / 1000);
    throw reasonError('SIGN_IN_LOCKED', {
      message: `too many failed sign-ins; try again in ${seconds} seconds`,
      details: { retryAfterSeconds: String(seconds) },
    });
  }
  const failures = failuresOf(deps.throttle, keys.userKey, now);
  const waitMs = delayMs(deps.throttle, keys.userKey, now);
  // Counted before the password is looked at, so that guesses sent side by side count one by one.
  countFailure(deps.throttle, keys.userKey, now, USER_FAILURES_MAX);
  if (waitMs > 0) await deps.clock.sleep(waitMs);
  return failures;
}

/** A name that nobody has is not kept: people type passwords into the wrong field. */
async function recordSignIn(
  deps: SignInDeps,
  command: SignIn,
  who: { userId: string; roles: readonly string[] },
  reason: string,
): Promise<void> {
  const action = {
    who: { ...who, session: '', address: command.address },
    action: 'session.start',
    resourceId: '',
    requestId: '',
  };
  await deps.audit.record(INSTALLATION_CHAIN, action, {
    outcome: reason === '' ? 'done' : 'refused',
    reason,
  });
}

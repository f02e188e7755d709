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
import type { AuditedAction, AuditLog } from './audit/audit-log.ts';
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
  const guess = await admit(deps, { ...command, username });
  const user = await deps.users.byUsername(username);
  const matches = await deps.hasher.verify(command.password, user?.doc.passwordHash);
  if (!matches || user === undefined || user.doc.disabled) {
    guess.failed();
    await recordSignIn(deps, command, { userId: user?.id ?? '', roles: [] }, 'SIGN_IN_FAILED');
    throw reasonError('SIGN_IN_FAILED');
  }
  guess.succeeded();
  const use = { network: command.network, previousToken: command.previousToken };
  const token = await deps.sessions.start(user.id, use, guess.earlierFailures);
  await recordSignIn(deps, command, { userId: user.id, roles: user.doc.roles }, '');
  deps.events.signedIn(user.id, command.network);
  return token;
}

/** A password that may be looked at; say how it came out. */
export interface Guess {
  /** Failures of the name before this one. */
  readonly earlierFailures: number;
  failed(): void;
  succeeded(): void;
}

/** Refuses locked names and addresses, counts the attempt, waits its delay: wherever a password is asked for. */
export async function admit(
  deps: Pick<SignInDeps, 'throttle' | 'clock' | 'events'>,
  from: { username: string; address: string; network: string },
): Promise<Guess> {
  const userKey = `user:${from.username}`;
  const addressKey = `address:${from.address}`;
  const now = deps.clock.now();
  const lockMs = Math.max(
    lockedForMs(deps.throttle, userKey, now),
    lockedForMs(deps.throttle, addressKey, now),
  );
  if (lockMs > 0) {
    deps.events.signInLocked(from.network, lockMs);
    const seconds = Math.ceil(lockMs / 1000);
    throw reasonError('SIGN_IN_LOCKED', {
      message: `too many failed sign-ins; try again in ${seconds} seconds`,
      details: { retryAfterSeconds: String(seconds) },
    });
  }
  const earlierFailures = failuresOf(deps.throttle, userKey, now);
  const waitMs = delayMs(deps.throttle, userKey, now);
  // Counted before the password is looked at, so that guesses sent side by side count one by one.
  countFailure(deps.throttle, userKey, now, USER_FAILURES_MAX);
  if (waitMs > 0) await deps.clock.sleep(waitMs);
  return {
    earlierFailures,
    failed() {
      countFailure(deps.throttle, addressKey, deps.clock.now(), ADDRESS_FAILURES_MAX);
      deps.events.signInFailed(from.network, earlierFailures + 1);
    },
    succeeded: () => forget(deps.throttle, userKey),
  };
}

/** A name that nobody has is not kept: people type passwords into the wrong field. */
async function recordSignIn(
  deps: SignInDeps,
  command: SignIn,
  who: { userId: string; roles: readonly string[] },
  reason: string,
): Promise<void> {
  const action: AuditedAction = {
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

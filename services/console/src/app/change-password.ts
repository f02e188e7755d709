import { reasonError } from '@firstring/contracts';
import type { Collection } from '@firstring/store';
import type { UserDoc } from '../store/users.ts';
import type { Actor } from './actor.ts';
import { admit, type SignInDeps } from './sign-in.ts';
import { checkPassword } from './users.ts';

export interface ChangePasswordDeps extends SignInDeps {
  userDocs: Collection<UserDoc>;
  onSessionsEnded: (sessionIds: readonly string[]) => void;
}

/**
 * A person's own new password. The present one is asked for, and guessed at no faster than at the sign-in; every other session
 * of theirs ends.
 */
export async function changePassword(
  deps: ChangePasswordDeps,
  actor: Actor,
  command: { currentPassword: string; newPassword: string; address: string; network: string },
): Promise<void> {
  const stored = await deps.userDocs.get(actor.userId);
  if (stored === undefined) throw reasonError('SESSION_REQUIRED');
  const { username } = stored.doc;
  const guess = await admit(deps, { username, address: command.address, network: command.network });
  if (!(await deps.hasher.verify(command.currentPassword, stored.doc.passwordHash))) {
    guess.failed();
    throw reasonError('SIGN_IN_FAILED', { message: 'this is not your present password' });
  }
  guess.succeeded();
  if (command.newPassword === command.currentPassword)
    throw reasonError('INVALID_ARGUMENT', {
      message: 'choose another password than the present one',
      details: { field: 'newPassword' },
    });
  checkPassword(command.newPassword, username, 'newPassword');
  const { passwordTemporary: _temporary, ...kept } = stored.doc;
  const doc: UserDoc = { ...kept, passwordHash: await deps.hasher.hash(command.newPassword) };
  const put = await deps.userDocs.put({ id: actor.userId, doc, expectedVersion: stored.version });
  if (put.type !== 'stored') throw reasonError('VERSION_CONFLICT');
  deps.onSessionsEnded(await deps.sessions.endOfUser(actor.userId, actor.sessionId));
  deps.events.passwordChanged(actor.userId);
}

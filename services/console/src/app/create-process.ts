import { updateDocument } from '@firstring/service-kit';
import type { Collection } from '@firstring/store';
import { reasonError } from '@firstring/contracts';
import type { UserDoc } from '../store/users.ts';
import type { Actor } from './actor.ts';
import type { Processes } from './ports.ts';

export interface CreateProcessDeps {
  readonly processes: Processes;
  readonly userDocs: Collection<UserDoc>;
}

/**
 * a new wall with its maker inside: nobody else could let anybody in. This is the only way in that one gives oneself,
 * and only into a process that was empty a moment ago.
 */
export async function createProcess(
  deps: CreateProcessDeps,
  actor: Actor,
  command: { requestId: string; name: string; timeZone: string },
): Promise<{ processId: string; name: string }> {
  const { requestId, ...process } = command;
  const { processId, name } = await deps.processes.create(requestId, process);
  await updateDocument<UserDoc, void>(deps.userDocs, actor.userId, (user) => {
    if (user === undefined) throw reasonError('SESSION_REQUIRED');
    if (user.processIds.includes(processId)) return { answer: undefined };
    return { answer: undefined, doc: { ...user, processIds: [...user.processIds, processId] } };
  });
  return { processId, name };
}

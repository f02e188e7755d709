import { reasonError } from '@firstring/contracts';
import type { Permission } from '../domain/permissions.ts';

/** Who is asking: a user in a live session. Everything a use case may reach follows from this, never from the request. */
export interface Actor {
  readonly sessionId: string;
  readonly userId: string;
  readonly agentId: string;
  readonly permissions: ReadonlySet<Permission>;
  readonly processIds: readonly string[];
}

/** The process asked for, if the actor is inside it; the first one when none is named. Others do not exist here. */
export function processOf(actor: Actor, asked: string | undefined): string {
  const processId = asked ?? actor.processIds[0];
  if (processId === undefined || !actor.processIds.includes(processId))
    throw reasonError('PROCESS_NOT_FOUND');
  return processId;
}

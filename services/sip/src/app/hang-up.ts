import { reasonError } from '@firstring/contracts';
import type { CallState } from '../domain/call-state.ts';
import type { CallServiceDeps } from './call-service-deps.ts';

/**
 * Ends an attempt in whatever phase it is; one that has ended already, or that a colleague has by now, stays as it is. Throws
 * CALL_NOT_FOUND.
 */
export async function hangUp(
  deps: CallServiceDeps,
  command: { readonly attemptId: string; readonly agentId: string },
): Promise<void> {
  const live = deps.calls.get(command.attemptId);
  const known = live?.state ?? (await deps.attempts.get(command.attemptId))?.doc.state;
  if (known === undefined || !ownersOf(known).includes(command.agentId)) throw reasonError('CALL_NOT_FOUND');
  if (known.agentId === command.agentId) live?.dispatch({ type: 'hangUp' });
}

/** Who dialled, and whoever has the call now. */
function ownersOf({ subject, agentId }: CallState): readonly string[] {
  return [subject.agentId, agentId];
}

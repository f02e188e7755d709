import { reasonError } from '@firstring/contracts';
import type { CallServiceDeps } from './call-service-deps.ts';

/** Ends an attempt in whatever phase it is; one that has ended already stays as it is. Throws CALL_NOT_FOUND. */
export async function hangUp(
  deps: CallServiceDeps,
  command: { readonly attemptId: string; readonly agentId: string },
): Promise<void> {
  const live = deps.calls.get(command.attemptId);
  const known = live?.state ?? (await deps.attempts.get(command.attemptId))?.doc.state;
  if (known === undefined || known.subject.agentId !== command.agentId) throw reasonError('CALL_NOT_FOUND');
  live?.dispatch({ type: 'hangUp' });
}

import type { CallState } from '../domain/call-state.ts';
import type { CallServiceDeps } from './call-service-deps.ts';
import { sweepAttempt } from './sweep-journal.ts';

/**
 * The attempt as the journal knows it, when it has been before. One that is neither live nor ended is the rest of a write whose
 * answer was lost: it is swept now, so that it has its record, and is not dialled.
 */
export async function knownAttempt(deps: CallServiceDeps, attemptId: string): Promise<CallState | undefined> {
  const stored = await deps.attempts.get(attemptId);
  if (stored === undefined) return undefined;
  if (stored.doc.open && stored.doc.instance === deps.settings.instance) {
    try {
      await sweepAttempt(deps, stored);
    } catch (error) {
      // The periodic sweep is at it, too, or will be.
      deps.log.warn({ err: error, attemptId }, 'attempt not swept yet');
    }
  }
  return stored.doc.state;
}

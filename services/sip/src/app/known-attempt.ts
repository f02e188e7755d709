import type { CallServiceDeps } from './call-service-deps.ts';
import { sweepAttempt } from './sweep-journal.ts';

/**
 * Whether this attempt has been before. One that is neither live nor ended is the rest of a write whose answer was lost: it is
 * swept now, so that it has its record, and is not dialled.
 */
export async function isKnownAttempt(deps: CallServiceDeps, attemptId: string): Promise<boolean> {
  const stored = await deps.attempts.get(attemptId);
  if (stored === undefined) return false;
  if (!stored.doc.open || stored.doc.instance !== deps.settings.instance) return true;
  try {
    await sweepAttempt(deps, stored);
  } catch (error) {
    // The periodic sweep is at it, too, or will be.
    deps.log.warn({ err: error, attemptId }, 'attempt not swept yet');
  }
  return true;
}

import type { AppSession } from './core.ts';

/** The session ends: nothing of it waits for an ACK any more. */
export function stopAwaiting(session: AppSession): void {
  for (const awaited of session.awaitedAcks.values()) awaited.runner.feed({ type: 'acknowledged' });
}

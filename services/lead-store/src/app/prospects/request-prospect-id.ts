import { createHash } from 'node:crypto';
import { uuidV7 } from '@firstring/kernel';

/**
 * The id of a prospect that somebody adds by hand: the same for the same request, also when a rule has made it a lead meanwhile. Says nothing
 * of time, because the request does not.
 */
export function requestProspectId(processId: string, requestId: string): string {
  const digest = createHash('sha256').update(`${processId}\n${requestId}`).digest();
  return uuidV7(0, digest.subarray(0, 10));
}

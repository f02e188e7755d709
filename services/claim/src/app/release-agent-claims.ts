import { releaseAgent } from '../domain/ownership.ts';
import type { ClaimDeps } from './ports.ts';
import { updateGuard } from './update-guard.ts';

/** Guards looked at by one call: each is a write of its own. */
const GUARDS_A_CALL = 200;

export interface ReleaseAgentClaims {
  readonly agentId: string;
  /** Empty: in every process. */
  readonly processId: string;
  readonly actorId: string;
}

/**
 * an agent leaves, and what was theirs is everybody's. A piece a call, found by the index; what is released leaves the index,
 * so asking again goes on where this call ended, also after a restart.
 */
export async function releaseAgentClaims(
  deps: ClaimDeps,
  { processId, ...leaver }: ReleaseAgentClaims,
): Promise<{ released: number; more: boolean }> {
  const page = await deps.guards.query({
    index: 'owners',
    equals: processId === '' ? [leaver.agentId] : [leaver.agentId, processId],
    pageSize: GUARDS_A_CALL,
  });
  const counts = await Promise.all(
    page.items.map(({ doc }) => updateGuard(deps, doc, (guard) => releaseAgent(guard, leaver))),
  );
  const released = counts.reduce((sum, count) => sum + count, 0);
  if (released > 0) deps.events.agentReleased({ agentId: leaver.agentId, actorId: leaver.actorId, released });
  // A number may have more of them than one write ends: whoever found something asks again.
  return { released, more: released > 0 };
}

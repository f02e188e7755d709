import { failpoint } from '@firstring/kernel';
import { isForgettable } from '../domain/erasure.ts';
import { expireLock } from '../domain/lock.ts';
import { releaseRunOut } from '../domain/ownership.ts';
import { expirePermit } from '../domain/permit.ts';
import { guardId } from '../store/guards.ts';
import type { ClaimDeps } from './ports.ts';
import { updateGuard } from './update-guard.ts';

const PAGE = 200;

/** One pass over everything that has run out: locks, permits nobody redeemed, claims. */
export async function sweepOnce(deps: ClaimDeps): Promise<'more' | 'done'> {
  const nowAt = deps.leaseClock.now();
  const page = await deps.guards.query({
    index: 'sweep',
    range: { to: nowAt + 1 },
    order: 'asc',
    pageSize: PAGE,
  });
  for (const { doc } of page.items) {
    await failpoint('claim.c4.before');
    const { lock } = doc;
    await updateGuard(deps, doc, (guard) => expireLock(guard, nowAt));
    await updateGuard(deps, doc, (guard) => expirePermit(guard, nowAt));
    const released = await updateGuard(deps, doc, (guard) => releaseRunOut(guard, nowAt));
    if (released > 0) deps.events.claimsRanOut({ released });
    if (doc.forgetAt !== undefined) await forgetGuard(deps, guardId(doc.processId, doc.phone), nowAt);
    await failpoint('claim.c5.before');
    if (lock !== undefined && lock.expiresAt <= nowAt) {
      deps.events.lockExpired({ leadId: lock.leadId, agentId: lock.agentId });
    }
  }
  return page.items.length === PAGE ? 'more' : 'done';
}

/** nothing of an erased lead's number is left; a lost race is somebody who uses it again. */
async function forgetGuard(deps: ClaimDeps, id: string, nowAt: number): Promise<void> {
  const stored = await deps.guards.get(id);
  if (stored === undefined || !isForgettable(stored.doc, nowAt)) return;
  await deps.guards.delete({ id, expectedVersion: stored.version });
}

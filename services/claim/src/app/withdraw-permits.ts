import { reasonError } from '@firstring/contracts';
import type { Guard } from '../domain/guard.ts';
import { withdrawPermit } from '../domain/permit.ts';
import { guardId } from '../store/guards.ts';
import type { ClaimDeps } from './ports.ts';
import { updateGuard, type GuardTarget } from './update-guard.ts';

/** Another instance may settle the INVITE: look again this often, ms. */
const LOOK_AGAIN_MS = 250;
/** Guards with a permit are about as many as agents. */
const PAGE = 200;

/**
 * Resolves when this guard has no permit that can still be redeemed and no INVITE is between redeeming and ringing (I6);
 * EXCLUSION_PENDING when that takes too long.
 */
export async function withdrawPermitOf(deps: ClaimDeps, target: GuardTarget): Promise<void> {
  const startMs = deps.clock.monotonicMs();
  for (;;) {
    const { inviteMayBeOut } = await updateGuard(deps, target, (guard) =>
      withdrawPermit(guard, deps.leaseClock.now()),
    );
    if (!inviteMayBeOut) return;
    if (deps.clock.monotonicMs() - startMs >= deps.exclusionWaitMs) throw reasonError('EXCLUSION_PENDING');
    await deps.settled.wait(guardId(target.processId, target.phone), LOOK_AGAIN_MS);
  }
}

/** The same for every permit of a process that a new entry covers. Those issued later meet the entry when they are redeemed. */
export async function withdrawPermitsOf(
  deps: ClaimDeps,
  processId: string,
  isCovered: (guard: Guard) => boolean,
): Promise<void> {
  const covered: GuardTarget[] = [];
  let pageToken: string | undefined;
  do {
    const page = await deps.guards.query({
      index: 'permits',
      equals: [processId],
      pageSize: PAGE,
      pageToken,
    });
    covered.push(...page.items.map(({ doc }) => doc).filter(isCovered));
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  await Promise.all(covered.map((target) => withdrawPermitOf(deps, target)));
}

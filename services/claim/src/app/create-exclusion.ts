import { reasonError } from '@firstring/contracts';
import { updateDocument } from '@firstring/service-kit';
import { excludeNumber } from '../domain/permit.ts';
import { guardId } from '../store/guards.ts';
import type { ExclusionDoc } from '../store/exclusions.ts';
import { claimEvent } from './claim-event.ts';
import type { ClaimDeps } from './ports.ts';
import { updateGuard } from './update-guard.ts';

/** Another instance may settle the INVITE: look again this often, ms. */
const LOOK_AGAIN_MS = 250;

/**
 * Adds a number to the do-not-call list and answers only when no permit for it can still be redeemed and no INVITE is
 * between redeeming and ringing (I6). Writing the same entry again is harmless.
 */
export async function createExclusion(deps: ClaimDeps, doc: ExclusionDoc): Promise<ExclusionDoc> {
  const id = guardId(doc.processId, doc.phone);
  const startMs = deps.clock.monotonicMs();
  await updateDocument(deps.exclusions, id, (_, version) => ({
    answer: undefined,
    doc,
    events: [claimEvent(deps, { ...doc, token: '0', version }, { type: 'number-excluded' })],
  }));
  for (;;) {
    const { inviteMayBeOut } = await updateGuard(deps, doc, (guard) =>
      excludeNumber(guard, deps.leaseClock.now()),
    );
    if (!inviteMayBeOut) break;
    if (deps.clock.monotonicMs() - startMs >= deps.exclusionWaitMs) throw reasonError('EXCLUSION_PENDING');
    await deps.settled.wait(id, LOOK_AGAIN_MS);
  }
  deps.events.numberExcluded({
    processId: doc.processId,
    waitedMs: Math.round(deps.clock.monotonicMs() - startMs),
  });
  return doc;
}

/** Removes an entry; a number that is not there is as removed as it can be. */
export async function deleteExclusion(
  deps: ClaimDeps,
  target: { processId: string; phone: string },
): Promise<void> {
  const id = guardId(target.processId, target.phone);
  const current = await deps.exclusions.get(id);
  if (current === undefined) return;
  const subject = { ...current.doc, token: '0', version: current.version + 1 };
  const event = claimEvent(deps, subject, { type: 'number-readmitted' });
  const removed = await deps.exclusions.delete({ id, expectedVersion: current.version, events: [event] });
  if (removed.type === 'conflict') throw reasonError('VERSION_CONFLICT');
}

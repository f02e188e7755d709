import type { ExclusionFact } from '@firstring/domain';
import { blocks, patternsOf } from '../domain/blacklist.ts';
import { blacklistId } from '../store/blacklist.ts';
import type { ClaimDeps } from './ports.ts';

/** The blacklist entry that stops a call of this direction now: one read for the number and all its beginnings. */
export async function blockOf(
  deps: ClaimDeps,
  { processId, phone }: { processId: string; phone: string },
  call: 'inbound' | 'outbound',
): Promise<ExclusionFact | undefined> {
  const ids = patternsOf(phone).map((pattern) => blacklistId(processId, pattern));
  const nowAt = deps.clock.now();
  const found = (await deps.blacklist.getMany(ids)).find(
    ({ doc }) => blocks(doc.direction, call) && (doc.expiresAt === undefined || doc.expiresAt > nowAt),
  );
  return found === undefined ? undefined : { reason: 'NUMBER_BLACKLISTED', clearsAt: found.doc.expiresAt };
}

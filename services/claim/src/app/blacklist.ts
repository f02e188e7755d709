import { updateDocument } from '@firstring/service-kit';
import { blocks, covers } from '../domain/blacklist.ts';
import { blacklistId, type BlacklistDoc } from '../store/blacklist.ts';
import { claimEvent } from './claim-event.ts';
import { deleteEntry } from './delete-entry.ts';
import type { ClaimDeps } from './ports.ts';
import { withdrawPermitsOf } from './withdraw-permits.ts';

/** adds or replaces an entry. One that blocks calls out is answered only when no permit it covers can be redeemed. */
export async function putBlacklistEntry(deps: ClaimDeps, entry: BlacklistDoc): Promise<BlacklistDoc> {
  const { processId, pattern } = entry;
  const stored = await updateDocument<BlacklistDoc, BlacklistDoc>(
    deps.blacklist,
    blacklistId(processId, pattern),
    (before) => {
      const doc = { ...entry, createdAt: before?.createdAt ?? entry.createdAt };
      return { answer: doc, doc };
    },
  );
  if (blocks(stored.direction, 'outbound')) {
    await withdrawPermitsOf(deps, processId, ({ phone }) => covers(pattern, phone));
  }
  deps.events.blacklisted({ processId, direction: stored.direction });
  return stored;
}

export async function deleteBlacklistEntry(
  deps: ClaimDeps,
  { processId, pattern }: { processId: string; pattern: string },
): Promise<void> {
  await deleteEntry(deps.blacklist, blacklistId(processId, pattern), (_doc, version) => {
    const subject = { processId, phone: '', token: '0', version };
    return claimEvent(deps, subject, { type: 'customers-readmitted' });
  });
}

import { markOfId } from '../store/exclusions.ts';
import { readmitted } from './create-exclusion.ts';
import type { ClaimDeps } from './ports.ts';

const PAGE = 200;
/** How long the answer to a batch is remembered. */
const BATCH_KEPT_MS = 7 * 86_400_000;

/** One pass over entries whose time is over: they go, and whoever they covered may be chosen again. */
export async function sweepExclusions(deps: ClaimDeps): Promise<'more' | 'done'> {
  const nowAt = deps.clock.now();
  const expired = await deps.exclusions.query({ index: 'expiry', range: { to: nowAt + 1 }, pageSize: PAGE });
  for (const { id, version, doc } of expired.items) {
    const events = [readmitted(deps, doc, version + 1)];
    const gone = await deps.exclusions.delete({ id, expectedVersion: version, events });
    if (gone.type === 'deleted') deps.listed.delete(doc.processId, markOfId(id));
  }
  const old = await deps.exclusionBatches.query({
    index: 'age',
    range: { to: nowAt - BATCH_KEPT_MS },
    pageSize: PAGE,
  });
  for (const { id, version } of old.items)
    await deps.exclusionBatches.delete({ id, expectedVersion: version });
  return expired.items.length === PAGE || old.items.length === PAGE ? 'more' : 'done';
}

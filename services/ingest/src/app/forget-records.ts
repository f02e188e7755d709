import type { IngestDeps } from './ports.ts';

const PAGE = 200;

/** Deletes records whose 72 hours are over, a page at a time; one that is written meanwhile stays. */
export async function forgetRecords(deps: Pick<IngestDeps, 'records' | 'clock'>): Promise<'more' | 'done'> {
  const page = await deps.records.query({ index: 'expiry', range: { to: deps.clock.now() }, pageSize: PAGE });
  for (const { id, version } of page.items) await deps.records.delete({ id, expectedVersion: version });
  return page.items.length === PAGE ? 'more' : 'done';
}

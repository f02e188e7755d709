import type { Clock } from '@firstring/kernel';
import type { Collection } from '@firstring/store';

const PAGE = 200;

/** Deletes records whose time is over, a page of each collection at a time; one that is written meanwhile stays. */
export async function forgetRecords(
  clock: Clock,
  collections: readonly Collection<{ readonly expiresAt: number }>[],
): Promise<'more' | 'done'> {
  let left: 'more' | 'done' = 'done';
  for (const records of collections) {
    const page = await records.query({ index: 'expiry', range: { to: clock.now() }, pageSize: PAGE });
    for (const { id, version } of page.items) await records.delete({ id, expectedVersion: version });
    if (page.items.length === PAGE) left = 'more';
  }
  return left;
}

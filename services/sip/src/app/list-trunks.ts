import { PAGE_SIZE_MAX, type Collection } from '@firstring/store';
import type { TrunkDoc } from '../store/trunks.ts';

/** All trunks, by id; an installation has a handful, at most one page. */
export async function listTrunks(trunks: Collection<TrunkDoc>): Promise<readonly TrunkDoc[]> {
  const page = await trunks.query({ index: 'id', pageSize: PAGE_SIZE_MAX });
  return page.items.map((stored) => stored.doc);
}

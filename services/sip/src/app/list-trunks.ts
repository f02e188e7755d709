import { PAGE_SIZE_MAX, type Collection } from '@firstring/store';
import type { Trunk } from '../domain/trunk.ts';
import { readTrunk, type TrunkDoc } from '../store/trunks.ts';

/** All trunks, by id; an installation has a handful, at most one page. */
export async function listTrunks(trunks: Collection<TrunkDoc>): Promise<readonly Trunk[]> {
  const page = await trunks.query({ index: 'id', pageSize: PAGE_SIZE_MAX });
  return page.items.map((stored) => readTrunk(stored.doc));
}

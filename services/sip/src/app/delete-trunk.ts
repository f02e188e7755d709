import { reasonError } from '@firstring/contracts';
import type { TrunkDeps } from './trunk-deps.ts';

const RACES_MAX = 16;

/** Removes a trunk; what is not there is gone already. Calls that are up stay up. */
export async function deleteTrunk({ trunks }: Pick<TrunkDeps, 'trunks'>, trunkId: string): Promise<void> {
  for (let race = 0; race < RACES_MAX; race += 1) {
    const stored = await trunks.get(trunkId);
    if (stored === undefined) return;
    const result = await trunks.delete({ id: trunkId, expectedVersion: stored.version });
    if (result.type === 'deleted') return;
  }
  throw reasonError('VERSION_CONFLICT', { message: 'too many changes at once; try again' });
}

import assert from 'node:assert/strict';
import { simulate, type SimResult } from './_simulate.ts';
import type { Protection } from './_world.ts';

/** Plays these seeds; a broken invariant fails with the one command that plays it again, told step by step. */
export async function playSeeds(from: number, to: number): Promise<void> {
  let [presented, invites] = [0, 0];
  for (let seed = from; seed <= to; seed += 1) {
    const result = await simulate({ seed: String(seed) });
    assert.deepEqual(result.broke, [], `npm run sim -- --seed ${seed} --trace`);
    presented += result.presented;
    invites += result.invites;
  }
  // A world in which nothing happens breaks nothing.
  assert.ok(
    presented > 5 * (to - from) && invites > 3 * (to - from),
    `${presented} shown, ${invites} INVITEs`,
  );
}

/** The first seed that goes red without this protection. */
export async function firstBroken(without: Protection, seedsMax: number): Promise<SimResult | undefined> {
  for (let seed = 1; seed <= seedsMax; seed += 1) {
    const result = await simulate({ seed: String(seed), without });
    if (result.broke.length > 0) return result;
  }
  return undefined;
}

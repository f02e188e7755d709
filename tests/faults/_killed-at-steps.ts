import { seededRandom } from '@firstring/kernel/testing';
import { World } from './_world.ts';

/** Only a step that nobody comes to takes so long. */
const REACH_MS = 60_000;

export const LIMIT = { timeout: 600_000 };

/** A world whose product was up once and has been stopped. */
export async function openWorld(seed: string): Promise<World> {
  const world = await World.open({ random: seededRandom(seed), agents: 4, leadsPerSecond: 3 });
  await world.stop();
  return world;
}

/** Kills the product at one step after the other; the steps that were not reached. */
export async function killAt(world: World, steps: readonly string[]): Promise<string[]> {
  const missed: string[] = [];
  for (const step of steps) {
    if (!(await world.killedAt(step, REACH_MS))) missed.push(step);
  }
  return missed;
}

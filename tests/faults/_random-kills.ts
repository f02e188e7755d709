import { systemClock as clock, systemRandom } from '@firstring/kernel/system';
import { seededRandom } from '@firstring/kernel/testing';
import { World } from './_world.ts';

/** Give the one that a failure printed to see its moments again; what the machine does between them is its own. */
export const SEED = process.env['FAULT_SEED'] ?? systemRandom.uuid().slice(-8);

/** The product lives this long between a start and the next kill. */
const LIFE_MS = { min: 300, max: 3000 };

export interface RandomKills {
  readonly kills: number;
  readonly agents: number;
  readonly leadsPerSecond: number;
}

/** A world in which the product was stopped in order once, and then killed so many times while everybody worked; it runs again. */
export async function killAtRandom({ kills, ...load }: RandomKills): Promise<World> {
  const random = seededRandom(SEED);
  const world = await World.open({ random, ...load });
  const moments = random.fork('nemesis');
  try {
    for (let end = 0; end <= kills; end += 1) {
      await clock.sleep(LIFE_MS.min + moments.float() * (LIFE_MS.max - LIFE_MS.min));
      await (end === 0 ? world.stop() : world.kill());
      await world.restart();
    }
    return world;
  } catch (error) {
    await world[Symbol.asyncDispose]();
    throw error;
  }
}

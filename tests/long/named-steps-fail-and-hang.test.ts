import { test } from 'node:test';
import { systemClock as clock } from '@firstring/kernel/system';
import { seededRandom } from '@firstring/kernel/testing';
import { CALLING, OFFERING, RUNNING_OUT, TAKING } from '../faults/_steps.ts';
import { judge, World } from '../faults/_world.ts';

/** Twice the lease of an offer. */
const PAUSE_MS = 6000;
const LIFE_MS = 5000;

for (const action of ['error', `pause=${PAUSE_MS}`]) {
  test(
    `R-23 R-68 with ${action} at every named step, one life each, the product loses nothing and dials nobody twice`,
    { timeout: 1_800_000 },
    async (t) => {
      await using world = await World.open({ random: seededRandom(action), agents: 6, leadsPerSecond: 2 });
      for (const step of [...TAKING, ...OFFERING, ...RUNNING_OUT, ...CALLING]) {
        await world.kill();
        await world.restart({ FAILPOINT: `${step}:${action}` });
        await clock.sleep(LIFE_MS);
      }
      await world.kill();
      await world.restart();
      await judge(t, world);
    },
  );
}

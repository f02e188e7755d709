import assert from 'node:assert/strict';
import { test } from 'node:test';
import { killAt, LIMIT, openWorld } from './_killed-at-steps.ts';
import { OFFERING, RUNNING_OUT } from './_steps.ts';
import { judge } from './_world.ts';

test(
  'R-68 killed at every step of offering a lead, the product gives no lead to two agents, and none is stuck',
  LIMIT,
  async (t) => {
    await using world = await openWorld('offering');
    const missed = await killAt(world, OFFERING);
    await world.goAway();
    missed.push(...(await killAt(world, RUNNING_OUT)));
    world.comeBack();
    await world.restart();
    await judge(t, world);
    assert.deepEqual(missed, [], 'steps that were not reached');
  },
);

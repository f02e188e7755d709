import assert from 'node:assert/strict';
import { test } from 'node:test';
import { killAt, LIMIT, openWorld } from './_killed-at-steps.ts';
import { TAKING } from './_steps.ts';
import { judge } from './_world.ts';

test(
  'R-23 killed at every step of taking a lead, the product loses none and stores none twice',
  LIMIT,
  async (t) => {
    await using world = await openWorld('taking');
    const missed = await killAt(world, TAKING);
    await world.restart();
    await judge(t, world);
    assert.deepEqual(missed, [], 'steps that were not reached');
  },
);

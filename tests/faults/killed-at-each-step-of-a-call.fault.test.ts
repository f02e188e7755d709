import assert from 'node:assert/strict';
import { test } from 'node:test';
import { killAt, LIMIT, openWorld } from './_killed-at-steps.ts';
import { CALLING } from './_steps.ts';
import { judge } from './_world.ts';

test(
  'R-68 killed at every step of a call, the product dials nobody twice, and every INVITE is in the call log',
  LIMIT,
  async (t) => {
    await using world = await openWorld('calling');
    const missed = await killAt(world, CALLING);
    await world.restart();
    await judge(t, world);
    assert.deepEqual(missed, [], 'steps that were not reached');
  },
);

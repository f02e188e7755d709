import assert from 'node:assert/strict';
import { test } from 'node:test';
import { killAtRandom, SEED } from './_random-kills.ts';
import { judge } from './_world.ts';

const KILLS = 20;

test(
  `R-23 R-68 killed ${KILLS} times at random moments under load, the product loses nothing, dials nobody twice, and goes on (FAULT_SEED=${SEED})`,
  { timeout: 600_000 },
  async (t) => {
    await using world = await killAtRandom({ kills: KILLS, agents: 6, leadsPerSecond: 2 });
    const { invites = 0 } = await judge(t, world);
    assert.ok(invites > KILLS, 'hardly anybody was called: this run has proved little');
  },
);

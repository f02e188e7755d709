import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { seededRandom } from '@firstring/kernel/testing';
import { AUDITING, CALLING, IMPORTING, OFFERING, RUNNING_OUT, TAKING } from './_steps.ts';
import { judge, World } from './_world.ts';

const REACH_MS = 20_000;
const LIMIT = { timeout: 400_000 };

test('the lists name every failpoint that the code has', () => {
  const files = globSync('{services,packages}/*/src/**/*.ts', {
    exclude: ['**/*.test.ts', '**/gen/**', '**/kernel/**'],
  });
  const found = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/failpoint\(\s*['`]([^'`]+)['`]/g)].map(([, name = '']) => name),
  );
  // The call's own news go by a variable: p4, p6, p9.
  const named = new Set(found.filter((name) => !name.includes('${')));
  assert.ok(named.size > 35, `only ${named.size} failpoints found`);
  const listed = [...TAKING, ...OFFERING, ...RUNNING_OUT, ...CALLING, ...AUDITING, ...IMPORTING];
  assert.deepEqual(
    [...named].filter((name) => !listed.includes(name)),
    [],
  );
});

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

async function openWorld(seed: string): Promise<World> {
  const world = await World.open({ random: seededRandom(seed), agents: 4, leadsPerSecond: 3 });
  await world.stop();
  return world;
}

/** The steps that were not reached. */
async function killAt(world: World, steps: readonly string[]): Promise<string[]> {
  const missed: string[] = [];
  for (const step of steps) {
    if (!(await world.killedAt(step, REACH_MS))) missed.push(step);
  }
  return missed;
}

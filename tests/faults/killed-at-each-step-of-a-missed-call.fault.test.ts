import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@firstring/kernel/testing';
import { killAt, LIMIT } from './_killed-at-steps.ts';
import { CALLED, MISSING } from './_steps.ts';
import { judge, World } from './_world.ts';

test(
  'R-53 R-60 killed at every step of a missed call, the product keeps each once and gives it one outcome',
  LIMIT,
  async (t) => {
    const random = seededRandom('missing');
    // An attempt that a kill has ended is made again at once.
    const env = { DIALBACK_RETRY_GAP_MS: '0', DIALBACK_ATTEMPTS_MAX: '10' };
    await using world = await World.open({ random, agents: 4, leadsPerSecond: 1, callsPerSecond: 1, env });
    await world.stop();
    // A number that nobody has configured: no arrival is written, and its calls are lost at once.
    const lost = CALLED.filter((step) => step.startsWith('sip.d2'));
    const missed = await killAt(world, [...lost, ...MISSING]);
    await world.restart();
    const { missedCalls = 0 } = await judge(t, world);
    assert.deepEqual(missed, [], 'steps that were not reached');
    assert.ok(missedCalls > 3, `only ${missedCalls} missed calls`);
  },
);

import { test } from 'node:test';
import { killAtRandom, SEED } from '../faults/_random-kills.ts';
import { judge } from '../faults/_world.ts';

const KILLS = Number(process.env['FAULT_KILLS'] ?? 300);

test(
  `R-23 R-68 killed ${KILLS} times, the product still loses nothing and dials nobody twice (FAULT_SEED=${SEED})`,
  { timeout: 3_600_000 },
  async (t) => {
    await using world = await killAtRandom({ kills: KILLS, agents: 12, leadsPerSecond: 3 });
    await judge(t, world);
  },
);

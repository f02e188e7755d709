import { test } from 'node:test';
import { playSeeds } from '../sim/_seeds.ts';

/** After those of each run. */
const [FROM, TO, PART] = [501, 5000, 250];

for (let from = FROM; from <= TO; from += PART) {
  const to = Math.min(TO, from + PART - 1);
  test(`the invariants hold in simulated seeds ${from} to ${to}`, { timeout: 3_600_000 }, () =>
    playSeeds(from, to),
  );
}

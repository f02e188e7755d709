import { test } from 'node:test';
import { playSeeds } from './_seeds.ts';

/** Parts of a file that a slow machine plays within a test's time. */
const PART = 50;

for (let from = 1; from <= 250; from += PART) {
  const to = from + PART - 1;
  test(`I1 I2 I3 I5 I6 I8 I12 I17 I18 hold in seeds ${from} to ${to}`, { timeout: 900_000 }, () =>
    playSeeds(from, to),
  );
}

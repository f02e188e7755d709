/** Plays seeds: `npm run sim -- --seed 123 --trace`, `npm run sim -- --seeds 500 --from 1`. Exit code 1 when an invariant broke. */
import { simulate } from './_simulate.ts';
import type { Protection } from './_world.ts';

function option(name: string): string | undefined {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? undefined : process.argv[at + 1];
}

const without = option('without') as Protection | undefined; // told in the README
const trace = process.argv.includes('--trace') ? console.log : undefined;
const from = Number(option('seed') ?? option('from') ?? 1);
const count = option('seed') === undefined ? Number(option('seeds') ?? 20) : 1;
let failed = 0;
for (let seed = from; seed < from + count; seed += 1) {
  const result = await simulate({
    seed: String(seed),
    ...(without === undefined ? {} : { without }),
    ...(trace === undefined ? {} : { trace }),
  });
  const { broke, steps, presented, invites } = result;
  if (broke.length > 0) failed += 1;
  const what = broke.map(({ id, text, atMs }) => `${id} at ${atMs} ms: ${text}`).join('; ');
  console.log(
    `seed ${seed}: ${steps} steps, ${presented} shown, ${invites} INVITEs${what === '' ? '' : ` BROKEN ${what}`}`,
  );
}
process.exitCode = failed === 0 ? 0 : 1;

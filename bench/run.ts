/**
 * `npm run bench -- B1 B2 [--small] [--large]`: a table for people, then one JSON line a figure. `--list` names the benchmarks; `--large` is ten
 * million leads, where a benchmark knows it.
 */
import { globSync } from 'node:fs';
import { loadavg } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Figure } from './figure.ts';

interface Benchmark {
  readonly name: string;
  readonly file: string;
}

/** A folder is named for its benchmark: `b1-speed-to-lead`, `dnc-check`. */
function benchmarks(): Benchmark[] {
  return globSync('bench/*/run.ts')
    .toSorted()
    .map((file) => ({ name: (file.split('/')[1]?.split('-')[0] ?? '').toUpperCase(), file }));
}

function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ bench, figure, at, value, unit, goal, pass }) => [
    bench,
    figure,
    at,
    `${value} ${unit}`,
    goal,
    goal === '' ? '' : pass ? 'met' : 'missed',
  ]);
  const head = ['bench', 'figure', 'at', 'value', 'goal', ''];
  const widths = head.map((title, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? title).length)),
  );
  return [head, ...rows]
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .join('\n');
}

const known = benchmarks();
const args = process.argv.slice(2);
const [small, large] = [args.includes('--small'), args.includes('--large')];
const wanted = args.filter((arg) => !arg.startsWith('--')).map((name) => name.toUpperCase());
const unknown = wanted.filter((name) => !known.some((benchmark) => benchmark.name === name));
if (args.includes('--list') || unknown.length > 0) {
  for (const name of unknown) console.error(`there is no benchmark ${name}`);
  for (const { name, file } of known) console.log(`${name}  ${file}`);
  process.exit(unknown.length > 0 ? 2 : 0);
}
const load = loadavg()[0] ?? 0;
if (load > 0.5)
  console.log(`load average ${load.toFixed(2)} before the start: read the figures with that in mind\n`);
const figures: Figure[] = [];
for (const { name, file } of known) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`${name} …`);
  const { run } = (await import(pathToFileURL(resolve(file)).href)) as {
    run: (options: { small: boolean; large: boolean }) => Promise<Figure[]>;
  }; // every benchmark's one export
  figures.push(...(await run({ small, large })));
}
console.log(`\n${table(figures)}\n`);
for (const measured of figures) console.log(JSON.stringify(measured));

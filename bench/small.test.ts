import assert from 'node:assert/strict';
import { test } from 'node:test';
import { globSync } from 'node:fs';
import { delimiter } from 'node:path';
import { runCommand } from '../scripts/run-command.ts';
import type { Figure } from './figure.ts';

/** Programs without which a benchmark cannot run; a peer that is not there is left out by the benchmark itself. */
const NEEDS: Readonly<Record<string, string>> = {
  B1D: 'mvn',
  CONSOLE: 'chromium',
  B5: 'sipp',
  B12: 'go',
  B13: 'taskset',
};

const { output: list } = await runCommand(['node', 'bench/run.ts', '--list']);
const names = list.split('\n').flatMap((line) => /^(\w+)  bench/.exec(line)?.[1] ?? []);

test('every benchmark is listed', () => {
  assert.equal(names.length, globSync('bench/*/run.ts').length);
});

for (const name of names) {
  const program = NEEDS[name];
  const skip = program !== undefined && !isInstalled(program) && `${program} is not installed`;
  test(
    `${name} runs at a small size, prints its figures, and what holds at any load holds`,
    { skip },
    async () => {
      const { exitCode, output } = await runCommand(['node', 'bench/run.ts', name, '--small']);
      assert.equal(exitCode, 0, output);
      const figures = output
        .split('\n')
        .flatMap((line) => (line.startsWith('{"bench"') ? [readFigure(line)] : []));
      assert.ok(figures.length > 0, output);
      for (const { bench, value } of figures) assert.ok(bench === name && Number.isFinite(value), output);
      const broken = figures.filter(({ always, pass }) => always === true && !pass);
      assert.deepEqual(broken, []);
    },
  );
}

function readFigure(line: string): Figure {
  return JSON.parse(line) as Figure; // what bench/run.ts prints
}

function isInstalled(program: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => globSync(`${folder}/${program}`).length > 0);
}

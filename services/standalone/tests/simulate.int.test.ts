import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, mock, test } from 'node:test';
import { runSimulate } from '../src/simulate/run-simulate.ts';

const folder = mkdtempSync(join(tmpdir(), 'firstring-simulate-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const MADE = ['--synthetic', 'leads=800', 'agents=4', 'seed=7'];

/** What the command says, and its exit code. */
async function simulate(...args: string[]): Promise<{ code: number; said: string }> {
  const said: string[] = [];
  const log = mock.method(console, 'log', (text: string) => said.push(text));
  const error = mock.method(console, 'error', (text: string) => said.push(text));
  try {
    return { code: await runSimulate(args, {}), said: said.join('\n') };
  } finally {
    log.mock.restore();
    error.mock.restore();
  }
}

test('a synthetic day is replayed exactly, as a table and as JSON', async () => {
  const table = await simulate(...MADE);
  assert.equal(table.code, 0);
  assert.match(table.said, /unique dial rate +\d+\.\d %/);
  assert.match(table.said, /choices were made again: agent, lead, lane and order/);
  const json = await simulate(...MADE, '--json');
  const report: unknown = JSON.parse(json.said);
  assert.ok(typeof report === 'object' && report !== null && 'replay' in report && 'real' in report);
});

test('an exported day is the same day; one that was edited is not reproduced, and the exit code says so', async () => {
  const file = join(folder, 'day.jsonl');
  assert.equal((await simulate(...MADE, '--export', file)).code, 0);
  assert.equal((await simulate('--file', file)).code, 0);
  const lines = readFileSync(file, 'utf8').split('\n');
  const at = lines.findIndex((line) => line.includes('"type":"chosen"'));
  writeFileSync(
    file,
    lines.with(at, (lines[at] ?? '').replace(/"leadId":"[^"]+"/, '"leadId":"other"')).join('\n'),
  );
  const edited = await simulate('--file', file);
  assert.equal(edited.code, 1);
  assert.match(edited.said, /only the first 0 of \d+ choices/);
});

test('another policy is simulated beside the day; one with an error is refused with file and line', async () => {
  const file = join(folder, 'new.yaml');
  const { said: own } = await simulate(...MADE, '--print-policy');
  writeFileSync(file, own.replace('weight: 3', 'weight: 1'));
  const changed = await simulate(...MADE, '--policy', file);
  assert.equal(changed.code, 0);
  assert.match(changed.said, /Answers of leads that nobody really dialled: /);
  writeFileSync(file, own.replace('weight: 3', 'weight: heavy'));
  const refused = await simulate(...MADE, '--policy', file);
  assert.equal(refused.code, 2);
  assert.match(refused.said, /new\.yaml:\d+:\d+: /);
});

test('what cannot be done is said in words', async () => {
  const cases: [args: string[], words: RegExp][] = [
    [[], /which day\?/],
    [['--day', 'yesterday'], /there is no day yesterday/],
    [['--day', '2026-11-20', '--zone', 'Mars'], /zone Mars/],
    [['--day', '2026-11-20', '--data', join(folder, 'nothing')], /is no data folder/],
    [['--file', join(folder, 'nothing.jsonl')], /there is no file/],
    [['--synthetic', 'leads=many'], /leads is a whole number/],
    [['--synthetic', 'cats=3'], /what is cats=3\?/],
    [[...MADE, '--policy', join(folder, 'nothing.yaml')], /there is no file/],
    [[...MADE, '--campaign', 'other', '--print-policy'], /no campaign other/],
    [['--speed'], /Unknown option '--speed'/],
  ];
  for (const [args, words] of cases) {
    const { code, said } = await simulate(...args);
    assert.equal(code, 2, args.join(' '));
    assert.match(said, words);
  }
  assert.equal((await simulate('--help')).code, 0);
});

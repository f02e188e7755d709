/**
 * Runs the gates and every suite in order of cost; the last line is `N passed, N failed, N skipped`.
 * `--only SUITE` runs one, `--long` the long ones. With CI=true a skip that tests/expected-skips.json does not name fails.
 */
import { globSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runGates } from './check.ts';
import type { Counts } from './reporter.ts';
import { runCommand } from './run-command.ts';
import { SUITES, type Suite } from './suites.ts';

const total: Counts = { passed: 0, failed: 0, skipped: [] };

function add(counts: Counts): void {
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped.push(...counts.skipped);
}

async function runSuite(suite: Suite): Promise<void> {
  const files = globSync([...suite.files], { exclude: ['**/node_modules/**'] }).toSorted();
  if (files.length === 0) return;
  const sink = join(mkdtempSync(join(tmpdir(), 'firstring-test-')), 'counts');
  console.log(`\n— ${suite.name}: ${files.length} files`);
  const isolation =
    suite.oneProcess === true ? ['--test-isolation=none'] : [`--test-concurrency=${suite.concurrency}`];
  const { exitCode, seconds } = await runCommand(
    [
      'node',
      '--test',
      ...isolation,
      '--test-timeout=180000',
      '--test-force-exit',
      '--test-reporter=./scripts/reporter.ts',
      ...files,
    ],
    { env: { FIRSTRING_TEST_COUNTS: sink }, echo: true },
  );
  const counts = readCounts(sink);
  // A runner that died without counting is a failure, never silence.
  if (counts === undefined || (exitCode !== 0 && counts.failed === 0))
    add({ passed: 0, failed: 1, skipped: [] });
  if (counts !== undefined) add(counts);
  console.log(`  ${suite.name}: ${seconds.toFixed(1)} s`);
}

function readCounts(sink: string): Counts | undefined {
  try {
    return JSON.parse(readFileSync(sink, 'utf8').trim().split('\n').at(-1) ?? '') as Counts; // written by our reporter
  } catch {
    return undefined;
  }
}

function unexpectedSkips(): string[] {
  const expected = new Set(JSON.parse(readFileSync('tests/expected-skips.json', 'utf8')) as string[]);
  return total.skipped.filter((title) => !expected.has(title));
}

const only =
  process.argv.indexOf('--only') === -1 ? undefined : process.argv[process.argv.indexOf('--only') + 1];
const long = process.argv.includes('--long');
if (only === undefined && !long) {
  const gates = await runGates();
  const failed = gates.filter(({ passed }) => !passed).length;
  add({ passed: gates.length - failed, failed, skipped: [] });
}
for (const suite of SUITES) {
  if (only === undefined ? (suite.long ?? false) !== long : suite.name !== only) continue;
  await runSuite(suite);
}
if (process.env['CI'] === 'true') {
  for (const title of unexpectedSkips()) {
    console.log(`skipped, but not in tests/expected-skips.json: ${title}`);
    total.failed += 1;
  }
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped.length} skipped`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

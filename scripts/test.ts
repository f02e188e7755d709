/**
 * Runs the gates and every suite in order of cost; the last line is `N passed, N failed, N skipped`.
 * `--only SUITE` runs one, `--long` the long ones. With CI=true a skip that tests/expected-skips.json does not name fails.
 */
import { globSync, readFileSync } from 'node:fs';
import { runGates } from './check.ts';
import { countFailure, type Counts } from './reporter.ts';
import { runCommand } from './run-command.ts';
import { startCluster } from './cluster.ts';
import { runSuite } from './run-suite.ts';
import { startServers } from './start-servers.ts';
import { SUITES, type Suite } from './suites.ts';

const total: Counts = { passed: 0, failed: 0, failures: [], skipped: [] };

function add(counts: Counts): void {
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.failures.push(...counts.failures);
  total.skipped.push(...counts.skipped);
}

async function runFilesOf(suite: Suite): Promise<void> {
  const files = globSync([...suite.files], { exclude: ['**/node_modules/**'] }).toSorted();
  if (files.length === 0) return;
  console.log(`\n— ${suite.name}: ${files.length} files`);
  await prepare(suite);
  await using servers = await startServers(suite.servers);
  if (servers.cannot !== undefined) {
    console.log(`  skipped whole: ${servers.cannot}`);
    return add({ passed: 0, failed: 0, failures: [], skipped: [suite.name] });
  }
  await using cluster = suite.cluster === true ? await startCluster(process.env) : undefined;
  if (cluster !== undefined && 'cannot' in cluster) console.log(`  no cluster here: ${cluster.cannot}`);
  const environment = { ...suite.environment, ...servers.environment };
  const { counts, seconds } = await runSuite(files, { ...suite, environment, ...cluster, echo: true });
  add({ ...counts, failures: counts.failures.map((what) => `${suite.name}: ${what}`) });
  console.log(`  ${suite.name}: ${seconds.toFixed(1)} s`);
}

async function prepare({ name, before }: Suite): Promise<void> {
  if (before === undefined) return;
  const { exitCode, output } = await runCommand(before);
  if (exitCode !== 0) throw new Error(`the suite ${name} could not be prepared:\n${output}`);
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
  const failures = gates.filter(({ passed }) => !passed).map(({ gate }) => `gates: ${gate.name}`);
  add({ passed: gates.length - failures.length, failed: failures.length, failures, skipped: [] });
}
for (const suite of SUITES) {
  if (only === undefined ? (suite.long ?? false) !== long : suite.name !== only) continue;
  await runFilesOf(suite);
}
if (process.env['CI'] === 'true') {
  for (const title of unexpectedSkips()) {
    countFailure(total, `skipped, but not in tests/expected-skips.json: ${title}`);
  }
}
if (total.failures.length > 0) console.log(`\n${total.failures.map((what) => `✖ ${what}`).join('\n')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped.length} skipped`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

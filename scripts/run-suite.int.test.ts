import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { runSuite } from './run-suite.ts';

const OPTIONS = { concurrency: 2, echo: false };

/** Writes test files into a folder of their own; names by order. */
async function plant(t: TestContext, ...sources: string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'firstring-planted-'));
  t.after(() => rm(folder, { recursive: true }));
  return Promise.all(
    sources.map(async (source, index) => {
      const path = join(folder, `planted-${index}.test.ts`);
      await writeFile(path, `import { test, after } from 'node:test';\n${source}`);
      return path;
    }),
  );
}

const TALKATIVE = `for (let i = 0; i < 300; i++) test('t' + i, () => console.log('x'.repeat(5000)));`;
const MANY = `for (let i = 0; i < 3000; i++) test('t' + i, () => {});`;
const GOOD = `test('good', () => {});`;

test('every report arrives, however much a file prints and however soon it is made to exit', async (t) => {
  const { counts } = await runSuite(await plant(t, TALKATIVE, MANY), OPTIONS);
  assert.deepEqual(counts, { passed: 3300, failed: 0, failures: [], skipped: [] });
});

test('a file that exits in the middle of a test is a failure, though its exit code says otherwise', async (t) => {
  const exits = `test('fine', () => {}); test('exits', () => process.exit(0)); test('never', () => {});`;
  const { counts, output } = await runSuite(await plant(t, exits, GOOD), OPTIONS);
  assert.equal(counts.failed, 1);
  assert.match(counts.failures.join(), /planted-0\.test\.ts ended without its summary/);
  assert.match(output, /planted-0\.test\.ts ended without its summary/);
});

test('a file that exits after its tests, before they were reported, is a failure', async (t) => {
  const { counts } = await runSuite(await plant(t, `${GOOD} after(() => process.exit(0));`), OPTIONS);
  assert.equal(counts.failed, 1);
});

test('a file whose process is killed is one failure', async (t) => {
  const killed = `${GOOD} test('killed', () => process.kill(process.pid, 'SIGKILL'));`;
  const { counts } = await runSuite(await plant(t, killed, GOOD), OPTIONS);
  assert.equal(counts.failed, 1);
});

test('a process that a test leaves behind with its output loses no report', async (t) => {
  const leaves = `import { spawn } from 'node:child_process';
    test('leaves', () => { spawn('sleep', ['1'], { stdio: 'inherit' }).unref(); });`;
  const { counts } = await runSuite(await plant(t, leaves, GOOD), OPTIONS);
  assert.deepEqual(counts, { passed: 2, failed: 0, failures: [], skipped: [] });
});

test('reports that are lost between a file and the runner are a failure', async (t) => {
  // Takes the report of one test away where a file hands its reports to the pipe.
  const loses = `const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (chunk, ...rest) =>
      chunk.includes('lost-one') && chunk.includes('test:pass') ? true : write(chunk, ...rest);
    test('lost-one', () => {}); test('kept', () => {});`;
  const { counts, output } = await runSuite(await plant(t, loses), OPTIONS);
  assert.equal(counts.failed, 1);
  assert.match(output, /the files ran 2 tests, of which 1 were reported/);
});

test('files that share one process are counted alike, and one that ends it is a failure', async (t) => {
  const shared = { ...OPTIONS, oneProcess: true };
  assert.deepEqual((await runSuite(await plant(t, GOOD, GOOD), shared)).counts, {
    passed: 2,
    failed: 0,
    failures: [],
    skipped: [],
  });
  const ends = `test('exits', () => process.exit(0));`;
  assert.equal((await runSuite(await plant(t, GOOD, ends), shared)).counts.failed, 1);
});

test('a file without a test is a failure', async (t) => {
  const { counts } = await runSuite(await plant(t, ''), OPTIONS);
  assert.equal(counts.failed, 1);
});

test('what a killed file leaves in the folder for temporary files goes with the run', async (t) => {
  const leaves = `import { mkdtempSync } from 'node:fs';
    import { tmpdir } from 'node:os';
    console.log('left ' + mkdtempSync(tmpdir() + '/left-') + ' behind');
    test('killed', () => process.kill(process.pid, 'SIGKILL'));`;
  const { output } = await runSuite(await plant(t, leaves), OPTIONS);
  const left = /left (\S+) behind/.exec(output)?.[1] ?? '';
  assert.notEqual(left, '');
  assert.equal(existsSync(left), false);
});

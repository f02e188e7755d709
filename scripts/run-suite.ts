import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countFailure, type Counts } from './reporter.ts';
import { runCommand } from './run-command.ts';

export interface SuiteRun {
  readonly counts: Counts;
  readonly output: string;
  readonly seconds: number;
}

export interface SuiteRunOptions {
  /** Files share one process. */
  readonly oneProcess?: boolean | undefined;
  readonly concurrency: number;
  /** Show the output while it comes. */
  readonly echo: boolean;
  /** All files together are stopped after it; absent: half an hour. */
  readonly timeoutMs?: number | undefined;
  /** The command in front of the runner's, which puts it into another network. */
  readonly through?: readonly string[];
  /** What the files' processes find in their environment besides. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Kept from run to run: what is compiled already costs each file and each process it starts a third less. */
const COMPILE_CACHE = join(tmpdir(), 'firstring-compile-cache');

/** Runs test files and counts what they report. What cannot be counted is a failure, never silence. */
export async function runSuite(files: readonly string[], options: SuiteRunOptions): Promise<SuiteRun> {
  const folder = mkdtempSync(join(tmpdir(), 'firstring-test-'));
  const sink = join(folder, 'counts');
  const isolation =
    options.oneProcess === true
      ? ['--test-isolation=none', `--import=${import.meta.resolve('./fixed-seed.ts')}`]
      : [`--test-concurrency=${options.concurrency}`];
  const { exitCode, output, seconds } = await runCommand(
    [
      ...(options.through ?? []),
      'node',
      `--import=${import.meta.resolve('./keep-reports.ts')}`,
      '--test',
      ...isolation,
      '--test-timeout=180000',
      '--test-force-exit',
      `--test-reporter=${import.meta.resolve('./reporter.ts')}`,
      ...files,
    ],
    {
      env: {
        ...options.environment,
        FIRSTRING_TEST_COUNTS: sink,
        // A runner started by a test must not take itself for a file of the other one.
        NODE_TEST_CONTEXT: undefined,
        NODE_COMPILE_CACHE: COMPILE_CACHE,
        // What tests and the processes they kill leave behind goes with the run.
        TMPDIR: folder,
      },
      echo: options.echo,
      timeoutMs: options.timeoutMs,
    },
  );
  const counts = readCounts(sink) ?? { passed: 0, failed: 0, failures: [], skipped: [] };
  rmSync(folder, { recursive: true, maxRetries: 3 });
  // A runner that died, or one that failed without saying of what.
  if (exitCode !== 0 && counts.failed === 0) countFailure(counts, `the runner ended with ${exitCode}`);
  if (counts.passed + counts.failed + counts.skipped.length === 0) countFailure(counts, 'no test ran');
  return { counts, output, seconds };
}

function readCounts(sink: string): Counts | undefined {
  try {
    return JSON.parse(readFileSync(sink, 'utf8').trim().split('\n').at(-1) ?? '') as Counts; // written by our reporter
  } catch {
    return undefined;
  }
}

/**
 * Reporter of `node --test`: failures and skips whole. Counts go as one JSON line to the file named by FIRSTRING_TEST_COUNTS,
 * for scripts/test.ts to add up. A file whose reports did not all arrive is a failure: each file that ran in a process of its
 * own must have sent its summary, and the summaries must come to what was counted.
 */
import { appendFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { inspect } from 'node:util';
import type { TestEvent } from 'node:test/reporters';

/** So many files are named with their time. */
const SLOWEST = 5;

/** What the runner itself says at the end of each file; the rest of its diagnostics is what tests have to tell. */
const OWN_SUMS = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/;

export interface Counts {
  passed: number;
  failed: number;
  /** What failed, a line each: a run's end names it again, for who sees the end alone. */
  failures: string[];
  /** Titles, so that an unexpected skip can be told from an expected one. */
  skipped: string[];
}

type TestFailure = Extract<TestEvent, { type: 'test:fail' }>;

export default async function* reporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const counts: Counts = { passed: 0, failed: 0, failures: [], skipped: [] };
  const arrival = new Arrival();
  const tookMs = new Map<string, number>();
  for await (const event of source) {
    arrival.take(event);
    if (event.type === 'test:summary' && event.data.file !== undefined) {
      tookMs.set(event.data.file, event.data.duration_ms);
    }
    if (event.type === 'test:stderr' || event.type === 'test:stdout') yield event.data.message;
    if (event.type === 'test:diagnostic' && !OWN_SUMS.test(event.data.message))
      yield `  ${event.data.message}\n`;
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    // Suites and the files themselves are containers, not tests.
    if (event.data.details.type === 'suite' || isFile(event)) {
      if (event.type === 'test:fail' && isFile(event)) {
        countFailure(counts, title(event));
        yield failure(event);
      }
      continue;
    }
    if (event.data.skip !== undefined && event.data.skip !== false) {
      counts.skipped.push(event.data.name);
      yield `skipped: ${event.data.name} (${String(event.data.skip)})\n`;
    } else if (event.type === 'test:pass') {
      counts.passed += 1;
    } else {
      countFailure(counts, title(event));
      yield failure(event);
    }
  }
  for (const complaint of arrival.complaints()) {
    countFailure(counts, complaint);
    yield `\n✖ ${complaint}\n`;
  }
  yield slowest(tookMs);
  yield `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped.length} skipped\n`;
  const sink = process.env['FIRSTRING_TEST_COUNTS'];
  if (sink !== undefined) appendFileSync(sink, `${JSON.stringify(counts)}\n`);
}

/** Holds what arrived against what each file says it has sent. Files that share one process send nothing. */
class Arrival {
  readonly #begun = new Set<string>();
  readonly #summed = new Set<string>();
  readonly #failed = new Set<string>();
  #promised = 0;
  #arrived = 0;

  take(event: TestEvent): void {
    if (event.type === 'test:dequeue' && isFile(event)) this.#begun.add(resolve(event.data.name));
    if (event.type === 'test:summary' && event.data.file !== undefined) {
      this.#summed.add(event.data.file);
      this.#promised += event.data.counts.tests;
    }
    if (event.type !== 'test:pass' && event.type !== 'test:fail') return;
    if (!isFile(event)) this.#arrived += event.data.details.type === 'suite' ? 0 : 1;
    else if (event.type === 'test:fail') this.#failed.add(resolve(event.data.name));
  }

  complaints(): string[] {
    const silent = [...this.#begun].filter((file) => !this.#summed.has(file) && !this.#failed.has(file));
    const complaints = silent.map((file) => `${relative(process.cwd(), file)} ended without its summary`);
    // A file that died is a failure already, and its summary is not there to compare.
    if (this.#begun.size === this.#summed.size && this.#begun.size > 0 && this.#promised !== this.#arrived) {
      complaints.push(`the files ran ${this.#promised} tests, of which ${this.#arrived} were reported`);
    }
    return complaints;
  }
}

/** Where a suite's time goes; of files that share one process nothing is known. */
function slowest(tookMs: ReadonlyMap<string, number>): string {
  return [...tookMs]
    .toSorted(([, left], [, right]) => right - left)
    .slice(0, SLOWEST)
    .map(([file, ms]) => `${(ms / 1000).toFixed(1).padStart(6)} s  ${relative(process.cwd(), file)}\n`)
    .join('');
}

/** A file is a test named by its path: reported when it failed to load, when its process died, or without any test. */
function isFile(event: Extract<TestEvent, { type: 'test:pass' | 'test:fail' | 'test:dequeue' }>): boolean {
  return event.data.nesting === 0 && event.data.name.endsWith('.test.ts');
}

export function countFailure(counts: Counts, what: string): void {
  counts.failed += 1;
  counts.failures.push(what);
}

function failure(event: TestFailure): string {
  const { error } = event.data.details;
  return `\n✖ ${title(event)}\n${inspect(error.cause ?? error, { depth: 6 }).replace(/^/gm, '    ')}\n\n`;
}

function title({ data: { name, file, line } }: TestFailure): string {
  return file === undefined ? name : `${name} (${relative(process.cwd(), file)}:${line ?? 0})`;
}

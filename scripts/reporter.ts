/**
 * Reporter of `node --test`: one line a file, failures whole. Counts go as one JSON line to the file named by
 * FIRSTRING_TEST_COUNTS, for scripts/test.ts to add up.
 */
import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import { inspect } from 'node:util';
import type { TestEvent } from 'node:test/reporters';

export interface Counts {
  passed: number;
  failed: number;
  /** Titles, so that an unexpected skip can be told from an expected one. */
  skipped: string[];
}

export default async function* reporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const counts: Counts = { passed: 0, failed: 0, skipped: [] };
  for await (const event of source) {
    if (event.type === 'test:stderr' || event.type === 'test:stdout') yield event.data.message;
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    // Suites and the files themselves are containers, not tests.
    if (event.data.details.type === 'suite' || isFile(event)) {
      if (event.type === 'test:fail' && isFile(event)) {
        counts.failed += 1;
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
      counts.failed += 1;
      yield failure(event);
    }
  }
  yield `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped.length} skipped\n`;
  const sink = process.env['FIRSTRING_TEST_COUNTS'];
  if (sink !== undefined) appendFileSync(sink, `${JSON.stringify(counts)}\n`);
}

/** A file that failed to load or whose process died is reported as a test named by its path. */
function isFile(event: Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>): boolean {
  return event.data.nesting === 0 && event.data.name.endsWith('.test.ts');
}

function failure(event: Extract<TestEvent, { type: 'test:fail' }>): string {
  const { name, file, line, details } = event.data;
  const place = file === undefined ? '' : ` (${relative(process.cwd(), file)}:${line ?? 0})`;
  const cause = details.error.cause ?? details.error;
  return `\n✖ ${name}${place}\n${inspect(cause, { depth: 6 }).replace(/^/gm, '    ')}\n\n`;
}

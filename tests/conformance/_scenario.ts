import assert from 'node:assert/strict';
import { test } from 'node:test';
import expectedFailures from './expected-failures.json' with { type: 'json' };

/** Which server a failure is expected of: our engine, or the one behind SIP_CONTROL_URL. */
interface ExpectedFailure {
  readonly scenario: string;
  readonly server: 'engine' | 'other';
  readonly reason: string;
}

// What is in the file, which may be empty.
const EXPECTED = expectedFailures as readonly ExpectedFailure[];
const SERVER = process.env['SIP_CONTROL_URL'] === undefined ? 'engine' : 'other';

/** A test of one scenario; one that expected-failures.json names must fail, so that the list stays true. */
export function scenario(name: string, title: string, play: () => Promise<void>): void {
  const known = EXPECTED.find((entry) => entry.scenario === name && entry.server === SERVER);
  const timeout = { timeout: 60_000 };
  if (known === undefined) test(`${name}: ${title}`, timeout, play);
  else
    test(`${name}: ${title} (expected failure)`, timeout, async () => {
      await assert.rejects(play, 'it passes now: take it off expected-failures.json');
    });
}

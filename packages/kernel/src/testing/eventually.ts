import { AssertionError } from '../assert.ts';
import type { Clock } from '../clock.ts';

const LOOK_EVERY_MS = 20;

/** Looks again and again until `look` gives something true, and resolves with it; fails after `deadlineMs`. For what no event tells. */
export async function eventually<T>(
  clock: Clock,
  what: string,
  look: () => T | Promise<T>,
  deadlineMs = 10_000,
): Promise<Exclude<T, undefined | false>> {
  const untilMs = clock.monotonicMs() + deadlineMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen as Exclude<T, undefined | false>; // just looked at
    if (clock.monotonicMs() >= untilMs) throw new AssertionError(`not within ${deadlineMs} ms: ${what}`);
    await clock.sleep(LOOK_EVERY_MS);
  }
}

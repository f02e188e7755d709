import { AssertionError, type Clock } from '@firstring/kernel';

const LOOK_EVERY_MS = 25;

/** Looks again and again until `look` gives something true, and resolves with it; fails after `deadlineMs`. */
export async function eventually<T>(
  clock: Clock,
  what: string,
  look: () => (T extends PromiseLike<unknown> ? never : T) | undefined | false,
  deadlineMs = 8000,
): Promise<T> {
  const untilMs = clock.monotonicMs() + deadlineMs;
  for (;;) {
    const seen = look();
    if (seen !== undefined && seen !== false) return seen;
    if (clock.monotonicMs() >= untilMs) throw new AssertionError(`not within ${deadlineMs} ms: ${what}`);
    await clock.sleep(LOOK_EVERY_MS);
  }
}

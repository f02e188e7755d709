import { systemClock as clock } from '@firstring/kernel/system';

const LOOK_EVERY_MS = 20;

/** Asks the service again and again until it answers what is waited for. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  deadlineMs = 3000,
): Promise<T> {
  const untilMs = clock.monotonicMs() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (clock.monotonicMs() >= untilMs) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await clock.sleep(LOOK_EVERY_MS);
  }
}

import type { Clock } from '@firstring/kernel';

const TRIES = 12;
const DELAY_MS = 50;
const DELAY_MS_MAX = 800;

/** Repeats what fails while leaders change, a coordinator loads or a connection is made anew: about six seconds, then it throws. */
export async function patiently<Value>(
  clock: Clock,
  work: () => Promise<Value>,
  isPassing: (err: unknown) => boolean,
): Promise<Value> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (err) {
      if (tries === TRIES || !isPassing(err)) throw err;
    }
    await clock.sleep(Math.min(DELAY_MS * 2 ** (tries - 1), DELAY_MS_MAX));
  }
}

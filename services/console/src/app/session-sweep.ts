import type { Clock, Log } from '@firstring/kernel';
import type { Sessions } from './sessions.ts';

const SWEEP_MS = 10 * 60_000;

/** Deletes sessions that have run out, every ten minutes, until it is disposed. */
export function startSessionSweep(sessions: Sessions, clock: Clock, log: Log): AsyncDisposable {
  const stop = new AbortController();
  const done = sweepForEver(sessions, { clock, log, signal: stop.signal });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await done;
    },
  };
}

async function sweepForEver(
  sessions: Sessions,
  shell: { clock: Clock; log: Log; signal: AbortSignal },
): Promise<void> {
  while (!shell.signal.aborted) {
    try {
      while ((await sessions.sweep()) > 0 && !shell.signal.aborted);
    } catch (thrown) {
      shell.log.warn({ err: thrown }, 'sessions not swept');
    }
    await shell.clock.sleep(SWEEP_MS, shell.signal).catch((thrown: unknown) => {
      if (!shell.signal.aborted) throw thrown;
    });
  }
}

import type { Clock, Log } from '@firstring/kernel';

const SWEEP_MS = 10 * 60_000;

/** Removes or ends a page of what has run out; returns how many, 0 when nothing is left. */
export type Sweeping = () => Promise<number>;

/** Sweeps at the start and every ten minutes, until it is disposed. */
export function startSweep(
  sweepings: readonly Sweeping[],
  shell: { clock: Clock; log: Log },
): AsyncDisposable {
  const stop = new AbortController();
  const done = sweepForEver(sweepings, { ...shell, signal: stop.signal });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await done;
    },
  };
}

async function sweepForEver(
  sweepings: readonly Sweeping[],
  shell: { clock: Clock; log: Log; signal: AbortSignal },
): Promise<void> {
  while (!shell.signal.aborted) {
    for (const sweep of sweepings) {
      try {
        while (!shell.signal.aborted && (await sweep()) > 0);
      } catch (thrown) {
        shell.log.warn({ err: thrown }, 'what has run out is not swept');
      }
    }
    await shell.clock.sleep(SWEEP_MS, shell.signal).catch((thrown: unknown) => {
      if (!shell.signal.aborted) throw thrown;
    });
  }
}

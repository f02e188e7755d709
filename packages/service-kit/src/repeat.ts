import type { Clock, Log } from '@firstring/kernel';

export interface RepeatOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly intervalMs: number;
  /** Named in the log when a pass fails. */
  readonly name: string;
}

/**
 * Runs `pass` again and again, one at a time, until disposed. A pass that says there is more runs again at once;
 * a failed pass is logged and tried again after the interval.
 */
export function repeat(options: RepeatOptions, pass: () => Promise<'more' | 'done'>): AsyncDisposable {
  const stopping = new AbortController();
  const running = loop(options, pass, stopping.signal);
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
    },
  };
}

async function loop(
  options: RepeatOptions,
  pass: () => Promise<'more' | 'done'>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    let result: 'more' | 'done' = 'done';
    try {
      result = await pass();
    } catch (error) {
      options.log.warn({ err: error, pass: options.name }, 'a periodic pass failed; it is tried again');
    }
    if (result === 'done') await pause(options, signal);
  }
}

function pause({ clock, intervalMs }: RepeatOptions, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const timer = clock.setTimer(intervalMs, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    function stop(): void {
      timer.cancel();
      resolve();
    }
    signal.addEventListener('abort', stop, { once: true });
  });
}

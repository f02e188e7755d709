import type { Clock, Deferred } from '@firstring/kernel';

/** Waits until somebody wakes us, for so long at most, and not while the service closes. */
export async function untilWoken(
  clock: Clock,
  woken: Deferred<void>,
  { forMs, signal }: { readonly forMs: number; readonly signal: AbortSignal },
): Promise<void> {
  if (signal.aborted) return;
  const wake = (): void => woken.resolve();
  signal.addEventListener('abort', wake, { once: true });
  const timer = clock.setTimer(forMs, wake);
  await woken.promise;
  timer.cancel();
  signal.removeEventListener('abort', wake);
}

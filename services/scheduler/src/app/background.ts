import { AppError, type Clock, type Timer } from '@firstring/kernel';
import type { SchedulerEvents } from '../events.ts';

/** Work that nobody waits for: it is reported when it fails, tried again where that helps, and finished before closing. */
export interface Background extends AsyncDisposable {
  /** The signal says that the service is closing. */
  run(name: string, work: (signal: AbortSignal) => Promise<void>): void;
  /** Does something once, later; not at all when the service closes before. */
  later(delayMs: number, work: () => void): void;
  /** Tries again with a growing pause while the failure says that it may help. */
  retry<T>(work: () => Promise<T>, limits?: RetryLimits): Promise<T>;
}

export interface RetryLimits {
  readonly attempts?: number;
  /** The first pause; each that follows is twice as long, up to five seconds. */
  readonly pauseMs?: number;
}

const ATTEMPTS = 6;
const PAUSE_MS = 100;
const PAUSE_MS_MAX = 5000;

export function createBackground(deps: { clock: Clock; events: SchedulerEvents }): Background {
  const running = new Set<Promise<void>>();
  const timers = new Set<Timer>();
  const stopping = new AbortController();
  return {
    later(delayMs, work) {
      const timer = deps.clock.setTimer(delayMs, () => {
        timers.delete(timer);
        work();
      });
      timers.add(timer);
    },
    run(name, work) {
      const done = work(stopping.signal)
        .catch((err: unknown) => {
          if (!stopping.signal.aborted) deps.events.workFailed({ work: name, err });
        })
        .finally(() => running.delete(done));
      running.add(done);
    },
    async retry(work, { attempts = ATTEMPTS, pauseMs = PAUSE_MS } = {}) {
      let nextMs = pauseMs;
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await work();
        } catch (error) {
          if (attempt >= attempts || !mayHelp(error) || stopping.signal.aborted) throw error;
        }
        await deps.clock.sleep(nextMs, stopping.signal);
        nextMs = Math.min(PAUSE_MS_MAX, nextMs * 2);
      }
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      for (const timer of timers) timer.cancel();
      await Promise.allSettled(running);
    },
  };
}

/** Every request carries its id, so the same one may be sent again whenever nobody said no. */
export function mayHelp(error: unknown): boolean {
  if (!(error instanceof AppError)) return false;
  return (
    error.retry !== 'never' ||
    error.code === 'unavailable' ||
    error.code === 'deadline_exceeded' ||
    error.code === 'resource_exhausted'
  );
}

/** The lock is somebody else's, or nobody's. */
export function isLockLost(error: unknown): boolean {
  return error instanceof AppError && (error.reason === 'STALE_TOKEN' || error.reason === 'LOCK_EXPIRED');
}

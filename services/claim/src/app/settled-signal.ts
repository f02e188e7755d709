import type { Clock } from '@firstring/kernel';

/** Lets an exclusion wait for the INVITE of one guard. Another instance's settling is seen when the wait times out. */
export function settledSignal(clock: Clock): {
  notify(id: string): void;
  wait(id: string, ms: number): Promise<void>;
} {
  const waiting = new Map<string, Set<() => void>>();
  return {
    notify(id) {
      for (const wake of waiting.get(id) ?? []) wake();
    },
    wait: (id, ms) =>
      new Promise((resolve) => {
        const wakes = waiting.get(id) ?? new Set();
        waiting.set(id, wakes);
        const wake = (): void => {
          timer.cancel();
          wakes.delete(wake);
          if (wakes.size === 0) waiting.delete(id);
          resolve();
        };
        const timer = clock.setTimer(ms, wake);
        wakes.add(wake);
      }),
  };
}

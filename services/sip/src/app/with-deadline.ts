import type { Clock } from '@firstring/kernel';

/** Settles as `promise` does, or with what `late` gives once the time is over; a late outcome is dropped. */
export function withDeadline<T>(
  clock: Clock,
  deadlineMs: number,
  promise: Promise<T>,
  late: () => T,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimer(deadlineMs, () => {
      try {
        resolve(late());
      } catch (error) {
        reject(error);
      }
    });
    promise.then(
      (value) => {
        timer.cancel();
        resolve(value);
      },
      (error: unknown) => {
        timer.cancel();
        reject(error);
      },
    );
  });
}

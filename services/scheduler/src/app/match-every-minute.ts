import type { Timer } from '@firstring/kernel';
import type { SchedulerDeps } from './scheduler-deps.ts';

const MINUTE_MS = 60_000;

/** Calling windows and time slots open on whole minutes, and no lead moves for that: agents who wait are looked after then. */
export function matchEveryMinute(deps: SchedulerDeps): Disposable {
  let timer: Timer;
  const wait = (): Timer => {
    const nowAt = deps.clock.now();
    return deps.clock.setTimer(MINUTE_MS - (nowAt % MINUTE_MS), () => {
      deps.match();
      timer = wait();
    });
  };
  timer = wait();
  return { [Symbol.dispose]: () => timer.cancel() };
}

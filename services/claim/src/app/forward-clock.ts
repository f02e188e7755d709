import type { Clock } from '@firstring/kernel';

/** Leases run on a clock that only moves forward (DESIGN section 5): wall time at start plus monotonic time since. */
export interface ForwardClock {
  now(): number;
}

export function forwardClock(clock: Clock): ForwardClock {
  const wallAt = clock.now();
  const startMs = clock.monotonicMs();
  return { now: () => wallAt + (clock.monotonicMs() - startMs) };
}

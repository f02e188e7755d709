import type { Clock } from '@firstring/kernel';

/** Leases run on a clock that only moves forward (rule 4 of ARCHITECTURE.md): wall time at start plus monotonic time since. */
export interface ForwardClock {
  now(): number;
}

export function forwardClock(clock: Clock): ForwardClock {
  const wallAt = clock.now();
  const startMs = clock.monotonicMs();
  return { now: () => wallAt + (clock.monotonicMs() - startMs) };
}

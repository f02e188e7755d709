/** A pending timer; `cancel` is idempotent. */
export interface Timer {
  cancel(): void;
}

/**
 * The only source of time. Production code takes a Clock as a parameter; tests pass a SimulatedClock.
 * Instants are milliseconds since the Unix epoch, durations are milliseconds.
 */
export interface Clock {
  /** Wall-clock instant, ms since the epoch. May step when the machine's clock is set. */
  now(): number;
  /** Milliseconds from an arbitrary origin; never steps back. For durations and leases. */
  monotonicMs(): number;
  /** Runs `fn` once after `delayMs`. Timers never keep a process alive by themselves. */
  setTimer(delayMs: number, fn: () => void): Timer;
  /** Resolves after `delayMs`; rejects with the signal's reason when aborted. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

/**
 * The server's clock as the page knows it. Countdowns run on the page's monotonic clock plus an offset taken from the last
 * event, so a laptop whose clock is wrong, or is set while the page is open, shows the same seconds as everybody.
 */
export interface ServerClock {
  /** Server's instant minus the page's monotonic clock, ms. */
  readonly offsetMs: number;
}

export function clockFrom(serverAt: number, monotonicMs: number): ServerClock {
  return { offsetMs: serverAt - monotonicMs };
}

export function serverNow(clock: ServerClock, monotonicMs: number): number {
  return monotonicMs + clock.offsetMs;
}

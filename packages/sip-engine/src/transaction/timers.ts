/** RFC 3261 section 17 and table 4. Tests shrink all of it to milliseconds. */
export interface TimerConfig {
  /** Estimate of the round trip; every other wait is a multiple of it. */
  readonly t1Ms: number;
  /** Longest pause between retransmissions of a non-INVITE request or an INVITE response. */
  readonly t2Ms: number;
  /** Longest life of a message in the network. */
  readonly t4Ms: number;
  /** Timer C (section 16.6, step 11): longest ringing without news, more than 3 minutes. Absent: no limit, the user has one. */
  readonly timerCMs?: number;
}

export const RFC_TIMERS: TimerConfig = { t1Ms: 500, t2Ms: 4_000, t4Ms: 5_000 };

export interface TransactionConfig {
  readonly timers: TimerConfig;
  /** Whether the transport repeats lost data itself: TCP, TLS, WS and WSS do, UDP does not. */
  readonly reliable: boolean;
}

/** 64*T1: timers B, D, F, H, J, L and M. */
export function giveUpMs(timers: TimerConfig): number {
  return 64 * timers.t1Ms;
}

/** The time a client takes until its timer E stands at T2 (RFC 4320 section 4.1): no 100 to a non-INVITE request before, one then. */
export function quietMs(timers: TimerConfig): number {
  let elapsedMs = 0;
  for (let intervalMs = timers.t1Ms; intervalMs < timers.t2Ms; intervalMs *= 2) elapsedMs += intervalMs;
  return elapsedMs;
}

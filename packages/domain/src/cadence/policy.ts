const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How often and how soon a lead is tried again; all of it per campaign. */
export interface CadencePolicy {
  /** A lead without an attempt is fresh (lane L1) up to this age. */
  readonly freshMs: number;
  /** Cadence attempts on the opt-in day. */
  readonly firstDayAttemptsMax: number;
  /** Cadence attempts before P3 and P4 begin. */
  readonly initialAttempts: number;
  /** Last calendar day of P3, the opt-in day being 1. */
  readonly firstWeekDays: number;
  /** Pauses after the first, second, … attempt of the opt-in day; the last one repeats. */
  readonly firstDayGapsMs: readonly number[];
  /** Pause after an attempt on any later day. */
  readonly followUpGapMs: number;
  /** Attempts a local day in P2 and P3. */
  readonly followUpDayMax: number;
  /** Attempts a local day in P4. */
  readonly longTermDayMax: number;
  readonly busyGapMs: number;
  /** After congestion or a failed trunk. */
  readonly congestedGapMs: number;
  /** A private callback this late overtakes fresh leads. */
  readonly callbackLateMs: number;
  /** Attempts in the lead's life, the first included. */
  readonly maxAttempts: number;
}

/** The defaults of A-45; give what the campaign sets. */
export function cadencePolicy(overrides: Partial<CadencePolicy> = {}): CadencePolicy {
  return {
    freshMs: 5 * MINUTE_MS,
    firstDayAttemptsMax: 3,
    initialAttempts: 6,
    firstWeekDays: 7,
    firstDayGapsMs: [30 * MINUTE_MS, 3 * HOUR_MS],
    followUpGapMs: 4 * HOUR_MS,
    followUpDayMax: 2,
    longTermDayMax: 1,
    busyGapMs: 10 * MINUTE_MS,
    congestedGapMs: 2 * MINUTE_MS,
    callbackLateMs: 5 * MINUTE_MS,
    maxAttempts: 30,
    ...overrides,
  };
}

import type { PolicySettings } from './campaign-settings.ts';

/** What a campaign gets where it says nothing. The window is the narrowest of the common laws: 8 to 21 o'clock. */
const DEFAULTS = {
  ringLimitSeconds: 30,
  windowStartMinute: 8 * 60,
  windowEndMinute: 21 * 60,
  maxAttempts: 30,
  maxAttemptsPerDay: 8,
} as const;

type Defaulted = keyof typeof DEFAULTS | 'timeZone';

/** The settings with the defaults where they say nothing; the zone is the process's. */
export function withDefaults<Settings extends Pick<PolicySettings, Defaulted>>(
  given: Settings,
  timeZone: string,
): Settings {
  const noWindow = given.windowStartMinute === 0 && given.windowEndMinute === 0;
  return {
    ...given,
    timeZone: given.timeZone === '' ? timeZone : given.timeZone,
    ringLimitSeconds: given.ringLimitSeconds || DEFAULTS.ringLimitSeconds,
    windowStartMinute: noWindow ? DEFAULTS.windowStartMinute : given.windowStartMinute,
    windowEndMinute: noWindow ? DEFAULTS.windowEndMinute : given.windowEndMinute,
    maxAttempts: given.maxAttempts || DEFAULTS.maxAttempts,
    maxAttemptsPerDay: given.maxAttemptsPerDay || DEFAULTS.maxAttemptsPerDay,
  };
}

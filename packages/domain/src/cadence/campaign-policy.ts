import { cadencePolicy, type CadencePolicy } from './policy.ts';

const SECOND_MS = 1000;

/** A campaign's cadence as it is configured; 0 or an empty list stands for the default. */
export interface CadenceSettings {
  readonly freshSeconds: number;
  readonly firstDayAttempts: number;
  readonly initialAttempts: number;
  readonly firstWeekDays: number;
  readonly firstDayGapSeconds: readonly number[];
  readonly followUpGapSeconds: number;
  readonly followUpDayMax: number;
  readonly longTermDayMax: number;
  readonly busyGapSeconds: number;
  readonly congestedGapSeconds: number;
  readonly callbackLateSeconds: number;
}

export interface CampaignLimits {
  /** All dials of a lead. */
  readonly maxAttempts: number;
  readonly cadence?: CadenceSettings | undefined;
}

/** The policy of a campaign: what it sets, and A-45's defaults for the rest. The scheduler and the gate decide by it alike. */
export function campaignPolicy({ maxAttempts, cadence }: CampaignLimits): CadencePolicy {
  const defaults = cadencePolicy({ maxAttempts });
  if (cadence === undefined) return defaults;
  const gaps = cadence.firstDayGapSeconds.map((seconds) => seconds * SECOND_MS);
  return {
    ...defaults,
    freshMs: cadence.freshSeconds * SECOND_MS || defaults.freshMs,
    firstDayAttemptsMax: cadence.firstDayAttempts || defaults.firstDayAttemptsMax,
    initialAttempts: cadence.initialAttempts || defaults.initialAttempts,
    firstWeekDays: cadence.firstWeekDays || defaults.firstWeekDays,
    firstDayGapsMs: gaps.length === 0 ? defaults.firstDayGapsMs : gaps,
    followUpGapMs: cadence.followUpGapSeconds * SECOND_MS || defaults.followUpGapMs,
    followUpDayMax: cadence.followUpDayMax || defaults.followUpDayMax,
    longTermDayMax: cadence.longTermDayMax || defaults.longTermDayMax,
    busyGapMs: cadence.busyGapSeconds * SECOND_MS || defaults.busyGapMs,
    congestedGapMs: cadence.congestedGapSeconds * SECOND_MS || defaults.congestedGapMs,
    callbackLateMs: cadence.callbackLateSeconds * SECOND_MS || defaults.callbackLateMs,
  };
}

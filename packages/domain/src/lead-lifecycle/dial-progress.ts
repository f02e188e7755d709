import type { AttemptResult, CadenceFacts } from '../cadence/facts.ts';
import { localDay } from '../cadence/local-day.ts';

/** What dialling has done to a lead so far: the part of the cadence's facts that attempts and dispositions change. */
export type DialProgress = Omit<CadenceFacts, 'optInAt' | 'timeZone'>;

/** A lead that nobody has tried. */
export const FRESH_PROGRESS: DialProgress = Object.freeze({
  dialState: 'open',
  cadenceAttempts: 0,
  totalAttempts: 0,
  dayAttempts: 0,
  lastAttemptDay: '',
});

/** An attempt that is over. */
export interface EndedAttempt {
  /** The customer's phone rang, or nobody knows that it did not. */
  readonly counted: boolean;
  /** Undefined when no call left the house: such an attempt changes nothing. */
  readonly result: AttemptResult | undefined;
  readonly startedAt: number;
  readonly endedAt: number;
  /** A timed callback or a dial-back: it counts for the caps, not for the cadence. */
  readonly outsideCadence: boolean;
}

/** True when dialling this lead at this instant keeps an agreed time. */
export function isTimedCallback(progress: DialProgress, at: number): boolean {
  return progress.dialState === 'callback' && progress.callbackAt !== undefined && progress.callbackAt <= at;
}

/** Counts an attempt. Its day is the lead's local day when it began. */
export function afterAttempt(progress: DialProgress, attempt: EndedAttempt, timeZone: string): DialProgress {
  if (attempt.result === undefined) return progress;
  const later = (progress.lastAttemptEndAt ?? -Infinity) <= attempt.endedAt;
  const last = later ? { lastAttemptEndAt: attempt.endedAt, lastAttemptResult: attempt.result } : {};
  if (!attempt.counted) return { ...progress, ...last };
  return {
    ...progress,
    ...last,
    ...dayAfter(progress, localDay(timeZone, attempt.startedAt)),
    totalAttempts: progress.totalAttempts + 1,
    cadenceAttempts: progress.cadenceAttempts + (attempt.outsideCadence ? 0 : 1),
  };
}

function dayAfter(progress: DialProgress, day: string): Pick<DialProgress, 'dayAttempts' | 'lastAttemptDay'> {
  // A record that comes late belongs to a day that is over: that day's count is not kept any more.
  if (day < progress.lastAttemptDay) return progress;
  const dayAttempts = day === progress.lastAttemptDay ? progress.dayAttempts + 1 : 1;
  return { dayAttempts, lastAttemptDay: day };
}

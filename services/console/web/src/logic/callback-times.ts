import { wallTime } from './zoned-time.ts';

const HOUR_MS = 3_600_000;

export interface QuickTime {
  label: string;
  at: number;
}

/** Times people agree on most, whole five minutes. Nine o'clock is where the lead is, or, where nobody knows that, where the reader is. */
export function quickTimes(now: number, timeZone = ''): QuickTime[] {
  const theirs = wallTime(now, timeZone, { days: 1, hour: 9 });
  return [
    { label: 'In 1 hour', at: roundUp(now + HOUR_MS) },
    { label: 'In 3 hours', at: roundUp(now + 3 * HOUR_MS) },
    theirs === undefined
      ? { label: 'Tomorrow 9:00', at: tomorrowAt(now, 9) }
      : { label: 'Tomorrow 9:00 there', at: theirs },
    { label: 'Tomorrow, now', at: roundUp(now + 24 * HOUR_MS) },
  ];
}

function roundUp(at: number): number {
  const step = 5 * 60_000;
  return Math.ceil(at / step) * step;
}

/** By calendar, not by 24 hours: the day of a clock change has 23 or 25. */
function tomorrowAt(now: number, hour: number): number {
  const day = new Date(now);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1, hour).getTime();
}

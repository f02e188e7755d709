const HOUR_MS = 3_600_000;

export interface QuickTime {
  label: string;
  at: number;
}

/** Times people agree on most, seen from now in the reader's zone; whole five minutes. */
export function quickTimes(now: number): QuickTime[] {
  const inAnHour = roundUp(now + HOUR_MS);
  return [
    { label: 'In 1 hour', at: inAnHour },
    { label: 'In 3 hours', at: roundUp(now + 3 * HOUR_MS) },
    { label: 'Tomorrow 9:00', at: tomorrowAt(now, 9) },
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

/** Wall clocks of other places, for the reader who agrees on a time with somebody there. */

const DAY_MS = 86_400_000;

const partsOf = new Map<string, Intl.DateTimeFormat>();

/** The instant at which it is `hour` o'clock in a zone, `days` after the day it is there at `now`; undefined for a zone nobody knows. */
export function wallTime(
  now: number,
  timeZone: string,
  { days, hour }: { days: number; hour: number },
): number | undefined {
  const today = wallClock(now, timeZone);
  if (today === undefined) return undefined;
  const date = new Date(today);
  const wanted = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + days, hour);
  // Twice: the first guess may lie on the other side of a clock change.
  let at = wanted;
  for (let round = 0; round < 2; round += 1) at = wanted - ((wallClock(at, timeZone) ?? at) - at);
  return at;
}

/** The calendar day before the one it is there, `YYYY-MM-DD`; that of UTC for a zone nobody knows. */
export function yesterdayIn(timeZone: string, now: number): string {
  return new Date((wallClock(now, timeZone) ?? now) - DAY_MS).toISOString().slice(0, 10);
}

/** What the clock there shows, as if it were UTC. */
function wallClock(at: number, timeZone: string): number | undefined {
  const format = formatOf(timeZone);
  if (format === undefined) return undefined;
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((at % 1000) + 1000) % 1000);
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  const known = partsOf.get(timeZone);
  if (known !== undefined || timeZone === '') return known;
  try {
    const format = new Intl.DateTimeFormat('en', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    partsOf.set(timeZone, format);
    return format;
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

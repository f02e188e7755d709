import { isZone, localDay, nextLocalMidnight } from '@firstring/domain';

const HOUR_MS = 3_600_000;

/** First instant of a calendar day in a zone, and of the next; undefined for what is no day, or no zone. */
export function dayOf(
  day: string,
  timeZone: string,
): { readonly fromAt: number; readonly toAt: number } | undefined {
  const noonAt = Date.parse(`${day}T12:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(noonAt) || !isZone(timeZone)) return undefined;
  // Zones are at most 14 hours from UTC.
  let fromAt = noonAt - 30 * HOUR_MS;
  while (localDay(timeZone, fromAt) < day) fromAt = nextLocalMidnight(timeZone, fromAt);
  return localDay(timeZone, fromAt) === day
    ? { fromAt, toAt: nextLocalMidnight(timeZone, fromAt) }
    : undefined;
}

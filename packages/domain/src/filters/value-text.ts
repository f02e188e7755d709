import { DateTime } from 'luxon';

/** Years a filter may name: what lies outside is a slip of the pen. */
const FIRST_AT = Date.UTC(1970, 0, 1);
const LAST_AT = Date.UTC(2200, 0, 1);

/**
 * An instant from ISO 8601 text, with a space or a T; text without an offset is of `zone`, a day alone is its beginning.
 * Undefined when it is none.
 */
export function parseTimeText(text: string, zone: string): number | undefined {
  const iso = text.trim().replace(/^(\d{4}-\d\d-\d\d) /, '$1T');
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d|$)/.test(iso)) return undefined;
  const at = DateTime.fromISO(iso, { zone }).toMillis();
  return at >= FIRST_AT && at < LAST_AT ? at : undefined;
}

/** The instant in UTC, so that it reads back the same in every zone. */
export function timeText(at: number): string {
  return DateTime.fromMillis(at, { zone: 'utc' }).toISO({ suppressMilliseconds: true }) ?? '';
}

/** A number from text; undefined when it is none. No exponents, no hexadecimal. */
export function parseNumberText(text: string): number | undefined {
  return /^[+-]?\d{1,15}(\.\d{1,10})?$/.test(text.trim()) ? Number(text) : undefined;
}

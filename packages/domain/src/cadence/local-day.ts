import { IANAZone } from 'luxon';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** About twelve days: no zone has ever changed its offset twice within that. */
const SPAN_MS = 2 ** 20 * 1000;
const SPANS_MAX = 16_384;
/** Days whose text is remembered: leads share a few hundred. */
const DAYS_MAX = 4096;

/** A zone's offset over one span of time: `before` until `changesAt`, `after` from then on. */
interface OffsetSpan {
  readonly before: number;
  readonly after: number;
  readonly changesAt: number;
}

// Asking the platform for an offset takes microseconds and every lead asks: answers are remembered, within a bound.
let spans = new Map<string, Map<number, OffsetSpan>>();
let spanCount = 0;

/** Days since 1970-01-01 of the calendar day in `zone` at `at`. A zone that does not exist counts as UTC. */
export function localDayNumber(zone: string, at: number): number {
  return Math.floor((at + offsetMs(zone, at)) / DAY_MS);
}

/** The calendar day in `zone` at `at`, `YYYY-MM-DD`. */
export function localDay(zone: string, at: number): string {
  return dayText(localDayNumber(zone, at));
}

/** Hour of the wall clock in `zone` at `at`, 0 to 23. An hour that a clock shows twice is one. */
export function localHour(zone: string, at: number): number {
  const wall = at + offsetMs(zone, at);
  return Math.floor((wall - Math.floor(wall / DAY_MS) * DAY_MS) / HOUR_MS);
}

/** First instant from which the calendar day in `zone` is `dayNumber` or later; right across daylight saving changes. */
export function dayStartsAt(zone: string, dayNumber: number): number {
  const wall = dayNumber * DAY_MS;
  // Two days before, whatever the zone, the day has not begun; at most one change of offset lies between.
  const early = wall - 2 * DAY_MS;
  const guess = wall - offsetMs(zone, early);
  const change = changeBetween(zone, early, guess);
  return change === undefined ? guess : Math.max(change.changesAt, wall - change.after);
}

/** First instant after `at` that lies on a later calendar day in `zone`. */
export function nextLocalMidnight(zone: string, at: number): number {
  const today = localDayNumber(zone, at);
  const start = dayStartsAt(zone, today + 1);
  // A clock set back over midnight shows a day twice; the second showing is still that day.
  return start > at ? start : dayStartsAt(zone, today + 2);
}

const texts = new Map<number, string>();
const numbers = new Map<string, number>();

/** `YYYY-MM-DD` of a day number. */
export function dayText(dayNumber: number): string {
  const known = texts.get(dayNumber);
  if (known !== undefined) return known;
  if (texts.size >= DAYS_MAX) {
    texts.clear();
    numbers.clear();
  }
  const text = writeDay(dayNumber);
  texts.set(dayNumber, text);
  numbers.set(text, dayNumber);
  return text;
}

/** Day number of `YYYY-MM-DD`; undefined for anything else, and for a day that no calendar has. */
export function dayNumberOf(text: string): number | undefined {
  if (text === '') return undefined;
  const known = numbers.get(text);
  if (known !== undefined) return known;
  const dayNumber = readDay(text);
  // 30 February is read as a day of March, and would be written as that.
  return dayNumber !== undefined && dayText(dayNumber) === text ? dayNumber : undefined;
}

function writeDay(dayNumber: number): string {
  // Howard Hinnant's civil_from_days: eras of 400 years counted from 1 March 0000.
  const shifted = dayNumber + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function readDay(text: string): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (parts === null) return undefined;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Milliseconds east of UTC in this zone at this instant; 0 for a zone that does not exist. */
export function offsetMs(zone: string, at: number): number {
  const span = spanOf(zone, Math.floor(at / SPAN_MS));
  return at < span.changesAt ? span.before : span.after;
}

/** The change of offset in (from, until], if there is one. Both lie within a few days of each other. */
function changeBetween(zone: string, from: number, until: number): OffsetSpan | undefined {
  for (let index = Math.floor(from / SPAN_MS); index <= Math.floor(until / SPAN_MS); index += 1) {
    const span = spanOf(zone, index);
    if (span.changesAt > from && span.changesAt <= until) return span;
  }
  return undefined;
}

function spanOf(zone: string, index: number): OffsetSpan {
  const known = spans.get(zone)?.get(index);
  if (known !== undefined) return known;
  if (spanCount >= SPANS_MAX) {
    spans = new Map();
    spanCount = 0;
  }
  let ofZone = spans.get(zone);
  if (ofZone === undefined) spans.set(zone, (ofZone = new Map()));
  const span = measureSpan(zone, index);
  ofZone.set(index, span);
  spanCount += 1;
  return span;
}

function measureSpan(zone: string, index: number): OffsetSpan {
  const iana = IANAZone.isValidZone(zone) ? IANAZone.create(zone) : undefined;
  const offsetAt = (at: number): number => (iana === undefined ? 0 : iana.offset(at) * MINUTE_MS);
  let low = index * SPAN_MS;
  // The span's end belongs to the next span, but a change exactly there is that one's `before`.
  let high = low + SPAN_MS - 1;
  const [before, after] = [offsetAt(low), offsetAt(high)];
  if (before === after) return { before, after, changesAt: Infinity };
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return { before, after, changesAt: high };
}

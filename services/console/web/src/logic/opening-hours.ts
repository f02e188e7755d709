import type { HolidayView, IncomingNumberSettings } from '../../../src/app/views/incoming-numbers.ts';
import { clock, minuteOf } from './time-slot-text.ts';

export const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

type Part = HolidayView['slots'][number];

/** Opening hours as the form holds them: a line of hours a day, Monday first. An empty line is a closed day. */
export interface HoursDraft {
  readonly isAlwaysOpen: boolean;
  readonly week: readonly string[];
  readonly holidays: readonly HolidayDraft[];
}

export interface HolidayDraft {
  readonly date: string;
  readonly name: string;
  readonly hours: string;
}

export type ReadHours =
  | { readonly type: 'hours'; readonly settings: Pick<IncomingNumberSettings, 'slots' | 'holidays'> }
  /** `at` is the label of the field it is about. */
  | { readonly type: 'refused'; readonly at: string; readonly why: string };

export function hoursDraft({
  slots,
  holidays,
}: Pick<IncomingNumberSettings, 'slots' | 'holidays'>): HoursDraft {
  return {
    isAlwaysOpen: slots.length === 0,
    week: WEEKDAYS.map((_, day) => formatParts(slots.filter(({ weekday }) => weekday === day + 1))),
    holidays: holidays.map(({ date, name, slots: parts }) => ({ date, name, hours: formatParts(parts) })),
  };
}

export function readHours({ isAlwaysOpen, week, holidays }: HoursDraft): ReadHours {
  const slots: IncomingNumberSettings['slots'] = [];
  for (const [day, line] of isAlwaysOpen ? [] : week.entries()) {
    const parts = parseParts(line);
    if (typeof parts === 'string') return { type: 'refused', at: WEEKDAYS[day] ?? '', why: parts };
    slots.push(...parts.map((part) => ({ weekday: day + 1, ...part })));
  }
  if (!isAlwaysOpen && slots.length === 0) {
    const why = 'Give at least one day its hours; to take no calls at all, switch the number off.';
    return { type: 'refused', at: WEEKDAYS[0], why };
  }
  const days: HolidayView[] = [];
  for (const { date, name, hours } of holidays) {
    const at = holidayLabel(date);
    const parts = parseParts(hours);
    if (date === '') return { type: 'refused', at, why: 'Choose the day.' };
    if (typeof parts === 'string') return { type: 'refused', at, why: parts };
    if (days.some((day) => day.date === date))
      return { type: 'refused', at, why: 'This day is there twice.' };
    days.push({ date, name: name.trim(), slots: parts });
  }
  return {
    type: 'hours',
    settings: { slots, holidays: days.toSorted((a, b) => (a.date < b.date ? -1 : 1)) },
  };
}

export function holidayLabel(date: string): string {
  return `holiday ${date}`;
}

/** `09:00-12:00, 13:00-18:00` in order, or why it cannot be read. */
export function parseParts(line: string): Part[] | string {
  const parts: Part[] = [];
  for (const text of line.split(',').filter((each) => each.trim() !== '')) {
    const [from = '', to = '', ...more] = text.split(/[-–]/);
    const [startMinute, endMinute] = [minuteOf(from), minuteOf(to)];
    if (startMinute === undefined || endMinute === undefined || more.length > 0)
      return 'Write it like 09:00-12:00, 13:00-18:00; empty is closed.';
    if (startMinute >= endMinute) return 'It ends before it begins; hours over midnight are two days.';
    parts.push({ startMinute, endMinute });
  }
  parts.sort((a, b) => a.startMinute - b.startMinute);
  const overlaps = parts.some((part, at) => part.startMinute < (parts[at - 1]?.endMinute ?? 0));
  return overlaps ? 'These hours overlap.' : parts;
}

export function formatParts(parts: readonly Part[]): string {
  return parts.map(({ startMinute, endMinute }) => `${clock(startMinute)}-${clock(endMinute)}`).join(', ');
}

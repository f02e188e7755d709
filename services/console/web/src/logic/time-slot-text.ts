import type { TimeSlotView } from '../../../src/app/views/campaigns.ts';

/** Time slots as people write them, one line each: `Mon-Fri 09:00-18:00`. */

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const LINE = /^([a-z]{3})(?:\s*[-–]\s*([a-z]{3}))?\s+(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})$/i;

export type ParsedSlots =
  | { readonly type: 'slots'; readonly slots: TimeSlotView[] }
  | { readonly type: 'refused'; readonly why: string };

export function parseSlots(text: string): ParsedSlots {
  const slots: TimeSlotView[] = [];
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    if (trimmed === '') continue;
    const found = parseLine(trimmed);
    if (typeof found === 'string') return { type: 'refused', why: `“${trimmed}”: ${found}` };
    slots.push(...found);
  }
  return { type: 'slots', slots };
}

function parseLine(line: string): TimeSlotView[] | string {
  const [, from = '', to = from, ...clock] = LINE.exec(line) ?? [];
  const [first, last] = [dayNumber(from), dayNumber(to || from)];
  if (first === 0 || last === 0) return 'write it like “Mon-Fri 09:00-18:00”';
  const [startHour = 0, startMinute = 0, endHour = 0, endMinute = 0] = clock.map(Number);
  const [start, end] = [startHour * 60 + startMinute, endHour * 60 + endMinute];
  if (startMinute > 59 || endMinute > 59 || end > 1440) return 'there is no such time';
  if (start >= end) return 'a slot ends after it starts; one over midnight is two lines';
  if (first > last) return 'the days go from Monday to Sunday';
  return Array.from({ length: last - first + 1 }, (_, day) => ({
    weekday: first + day,
    startMinute: start,
    endMinute: end,
  }));
}

/** 1 = Monday; 0 for anything else. */
function dayNumber(name: string): number {
  return DAYS.findIndex((day) => day.toLowerCase() === name.toLowerCase()) + 1;
}

/** The shortest lines that say the same: days in a row with one time are one line. */
export function formatSlots(slots: readonly TimeSlotView[]): string {
  const lines: { from: number; to: number; time: string }[] = [];
  const ordered = slots.toSorted(
    (a, b) => a.startMinute - b.startMinute || a.endMinute - b.endMinute || a.weekday - b.weekday,
  );
  for (const { weekday, startMinute, endMinute } of ordered) {
    const time = `${clock(startMinute)}-${clock(endMinute)}`;
    const last = lines.at(-1);
    if (last?.time === time && last.to === weekday - 1) last.to = weekday;
    else lines.push({ from: weekday, to: weekday, time });
  }
  return lines
    .toSorted((a, b) => a.from - b.from)
    .map(({ from, to, time }) => `${dayName(from)}${to === from ? '' : `-${dayName(to)}`} ${time}`)
    .join('\n');
}

/** `08:00` of local minutes; midnight at the end of a day is 24:00. */
export function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** Local minutes of `08:00`; undefined for no time of a day. */
export function minuteOf(text: string): number | undefined {
  const [, hour = '', minute = ''] = /^(\d{1,2}):(\d{2})$/.exec(text.trim()) ?? [];
  const minutes = Number(hour) * 60 + Number(minute);
  return hour === '' || Number(minute) > 59 || minutes > 1440 ? undefined : minutes;
}

function dayName(weekday: number): string {
  return DAYS[weekday - 1] ?? '';
}

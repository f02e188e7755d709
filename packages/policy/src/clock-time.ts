import type { MinuteSpan, Slot } from './policy.ts';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const SPAN = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/;
const DAY_MINUTES = 1440;

/** `08:00-21:00`; undefined for what is not written so. That it opens at all is checked by whoever asks. */
export function parseSpan(text: string): MinuteSpan | undefined {
  const parts = SPAN.exec(text);
  if (parts === null) return undefined;
  const [startHour, startRest, endHour, endRest] = parts.slice(1).map(Number);
  if ((startRest ?? 60) > 59 || (endRest ?? 60) > 59) return undefined;
  const startMinute = (startHour ?? 0) * 60 + (startRest ?? 0);
  const endMinute = (endHour ?? 0) * 60 + (endRest ?? 0);
  return startMinute > DAY_MINUTES || endMinute > DAY_MINUTES ? undefined : { startMinute, endMinute };
}

export function printSpan({ startMinute, endMinute }: MinuteSpan): string {
  return `${clock(startMinute)}-${clock(endMinute)}`;
}

/** `mon 09:00-12:00`. */
export function parseSlot(text: string): Slot | undefined {
  const [day = '', span = '', ...rest] = text.split(' ');
  const weekday = 1 + WEEKDAYS.findIndex((each) => each === day);
  const parsed = parseSpan(span);
  return weekday === 0 || parsed === undefined || rest.length > 0 ? undefined : { weekday, ...parsed };
}

export function printSlot(slot: Slot): string {
  return `${WEEKDAYS[slot.weekday - 1] ?? '?'} ${printSpan(slot)}`;
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

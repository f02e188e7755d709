import { localDay } from '../cadence/local-day.ts';
import { isSlotOpen, type TimeSlot } from './time-slots.ts';
import { isZone, localMinute } from './window.ts';

/** when calls to a number are taken; weekly, with exceptions by date. */
export interface OpeningHours {
  /** IANA name; one that does not exist counts as UTC. */
  readonly zone: string;
  /** None: all day, every day. */
  readonly slots: readonly TimeSlot[];
  readonly holidays: readonly Holiday[];
}

/** Replaces the weekly slots of one local date. */
export interface Holiday {
  /** yyyy-mm-dd. */
  readonly date: string;
  /** Local minutes, the end exclusive; none: closed all day. */
  readonly slots: ReadonlyArray<Pick<TimeSlot, 'startMinute' | 'endMinute'>>;
}

/** Whether a call that comes at this instant is inside opening hours. */
export function isOpenAt(hours: OpeningHours, at: number): boolean {
  const { slots, holidays } = hours;
  const zone = isZone(hours.zone) ? hours.zone : 'UTC';
  const today = localDay(zone, at);
  const holiday = holidays.find(({ date }) => date === today);
  if (holiday === undefined) return isSlotOpen(slots, zone, at);
  const minute = localMinute(zone, at);
  return holiday.slots.some(({ startMinute, endMinute }) => minute >= startMinute && minute < endMinute);
}

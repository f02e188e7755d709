import { localMinute, offsetMinutes } from './window.ts';

/** a part of one weekday, local minutes, the end exclusive. */
export interface TimeSlot {
  /** 1 = Monday to 7 = Sunday. */
  readonly weekday: number;
  readonly startMinute: number;
  readonly endMinute: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
/** Every slot comes round within a week; a change of clocks may swallow one, then it is the week after. */
const HORIZON_MINUTES = 15 * 1440;

/** Whether a list with these slots gives leads at this instant; without slots it always does. */
export function isSlotOpen(slots: readonly TimeSlot[], zone: string, at: number): boolean {
  if (slots.length === 0) return true;
  const weekday = localWeekday(zone, at);
  const minute = localMinute(zone, at);
  return slots.some(
    (slot) => slot.weekday === weekday && minute >= slot.startMinute && minute < slot.endMinute,
  );
}

/** First instant from `fromAt` on at which a slot is open; undefined when there is none in two weeks. */
export function slotOpensAt(slots: readonly TimeSlot[], zone: string, fromAt: number): number | undefined {
  if (isSlotOpen(slots, zone, fromAt)) return fromAt;
  const start = Math.floor(fromAt / MINUTE_MS) * MINUTE_MS;
  for (let minute = 1; minute <= HORIZON_MINUTES;) {
    const at = start + minute * MINUTE_MS;
    if (isSlotOpen(slots, zone, at)) return at;
    minute += minutesToNextStart(slots, zone, at);
  }
  return undefined;
}

/** How far one can step without passing the start of a slot of today; at most to midnight, and never over a change of clocks. */
function minutesToNextStart(slots: readonly TimeSlot[], zone: string, at: number): number {
  const minute = localMinute(zone, at);
  const weekday = localWeekday(zone, at);
  const starts = slots
    .filter((slot) => slot.weekday === weekday && slot.startMinute > minute)
    .map((slot) => slot.startMinute);
  const step = Math.max(1, Math.min(1440, ...starts) - minute);
  const isSteady = offsetMinutes(zone, at) === offsetMinutes(zone, at + step * MINUTE_MS);
  return isSteady ? step : 1;
}

function localWeekday(zone: string, at: number): number {
  const localDay = Math.floor((at + offsetMinutes(zone, at) * MINUTE_MS) / DAY_MS);
  // The first day of 1970 was a Thursday.
  return ((((localDay + 3) % 7) + 7) % 7) + 1;
}

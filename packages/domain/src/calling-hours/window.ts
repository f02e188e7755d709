import { IANAZone } from 'luxon';
import { offsetMs } from '../cadence/local-day.ts';

/** Local minutes of the day; `endMinute` is exclusive; start equal to end means never, 0 to 1440 means always. */
export interface CallingWindow {
  readonly startMinute: number;
  readonly endMinute: number;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
/** A window that does not open within two days never opens: the zones' windows do not meet. */
const HORIZON_MS = 2 * DAY_MINUTES * MINUTE_MS;

/** Names come from leads, all of them names the platform knows: there are a few hundred. */
const validity = new Map<string, boolean>();

/** True when the zone database knows the name. */
export function isZone(name: string): boolean {
  return IANAZone.isValidZone(name);
}

/**
 * Whether a call may ring now: open in every candidate zone, because the person may be in any of them.
 * An empty list is closed: nobody knows where the number is.
 */
export function isWindowOpen(zoneNames: readonly string[], window: CallingWindow, nowAt: number): boolean {
  return zoneNames.length > 0 && zoneNames.every((zone) => isOpenIn(zone, window, nowAt));
}

/** First instant after `nowAt` and before `untilAt` at which a window that is open now is not any more; they change on whole minutes. */
export function windowClosesAt(
  zoneNames: readonly string[],
  window: CallingWindow,
  { nowAt, untilAt }: { readonly nowAt: number; readonly untilAt: number },
): number | undefined {
  const minutesAt = Math.floor(nowAt / MINUTE_MS) * MINUTE_MS;
  for (let at = minutesAt + MINUTE_MS; at < untilAt; at += MINUTE_MS) {
    if (!isWindowOpen(zoneNames, window, at)) return at;
  }
  return undefined;
}

/** First instant from `nowAt` on at which every zone is open; undefined when there is none within two days. */
export function windowOpensAt(
  zoneNames: readonly string[],
  window: CallingWindow,
  nowAt: number,
): number | undefined {
  if (zoneNames.length === 0) return undefined;
  let at = nowAt;
  while (at <= nowAt + HORIZON_MS) {
    const closed = zoneNames.find((zone) => !isOpenIn(zone, window, at));
    if (closed === undefined) return at;
    const next = opensInZoneAt(closed, window, at);
    if (next === undefined) return undefined;
    at = next;
  }
  return undefined;
}

/** Minutes since local midnight. */
export function localMinute(zone: string, at: number): number {
  const local = Math.floor(at / MINUTE_MS) + offsetMinutes(zone, at);
  return ((local % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
}

/** Minutes east of UTC in this zone at this instant; NaN, which is in no window, for a zone that does not exist. */
export function offsetMinutes(zone: string, at: number): number {
  let known = validity.get(zone);
  if (known === undefined) validity.set(zone, (known = isZone(zone)));
  return known ? offsetMs(zone, at) / MINUTE_MS : Number.NaN;
}

function isOpenIn(zone: string, window: CallingWindow, at: number): boolean {
  const minute = localMinute(zone, at);
  return minute >= window.startMinute && minute < window.endMinute;
}

/** Next instant after `at` at which the local clock shows the start; a DST change may move it, so the guess is corrected. */
function opensInZoneAt(zone: string, window: CallingWindow, at: number): number | undefined {
  if (window.startMinute >= window.endMinute) return undefined;
  const minuteAt = Math.floor(at / MINUTE_MS) * MINUTE_MS;
  const wait = (window.startMinute - localMinute(zone, minuteAt) + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;
  const guess = minuteAt + wait * MINUTE_MS;
  const corrected = guess + (offsetMinutes(zone, minuteAt) - offsetMinutes(zone, guess)) * MINUTE_MS;
  if (corrected > at && isOpenIn(zone, window, corrected)) return corrected;
  // The start falls into the hour that a DST change skips: the window opens right after the gap.
  for (
    let later = Math.max(corrected, minuteAt + MINUTE_MS);
    later <= guess + 180 * MINUTE_MS;
    later += MINUTE_MS
  ) {
    if (isOpenIn(zone, window, later)) return later;
  }
  return guess;
}

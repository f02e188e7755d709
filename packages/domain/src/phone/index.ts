export { candidateZones, dayZone, type ZoneHints } from './candidate-zones.ts';
export { knownZone } from './known-zone.ts';
export { nearestNumbers } from './nearest-numbers.ts';
export { isCountry, parsePhone, type PhoneRefusal, type PhoneResult } from './parse-phone.ts';

import type { Trunk } from './trunk.ts';

/** Zones of E.164 whose country codes have two digits; 1 and 7 are countries' own, all others have three. */
const TWO_DIGIT_CODES = /^(?:20|27|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

export interface CallerIdWish {
  readonly processId: string;
  /** The number that is called, E.164. */
  readonly phone: string;
  /** What the permit names: the campaign's own. */
  readonly callerId: string;
}

/**
 * The caller id that this trunk may show for this call; undefined when there is none. With local presence it is the verified number
 * of the process that shares the most leading digits with the called one, within its country, so area code before anything; of equals
 * the campaign's own, else the one that the called number itself picks, so that it always sees the same. Without any in
 * that country, and without local presence, it is the campaign's.
 */
export function callerIdFor(
  trunk: Pick<Trunk, 'callerIds' | 'localPresence'>,
  wish: CallerIdWish,
): string | undefined {
  const own = trunk.callerIds
    .filter(({ processIds }) => processIds.length === 0 || processIds.includes(wish.processId))
    .map(({ number }) => number);
  const named = own.find((number) => number === wish.callerId);
  if (!trunk.localPresence) return named;
  const country = countryOf(wish.phone);
  const near = own.filter((number) => number !== wish.phone && countryOf(number) === country);
  const most = Math.max(0, ...near.map((number) => commonPrefix(number, wish.phone)));
  const nearest = near.filter((number) => commonPrefix(number, wish.phone) === most).toSorted();
  if (nearest.length === 0) return named;
  if (named !== undefined && nearest.includes(named)) return named;
  return nearest[digitSum(wish.phone) % nearest.length];
}

/** The country code of an E.164 number. */
function countryOf(e164: string): string {
  const digits = e164.slice(1);
  if (/^[17]/.test(digits)) return digits.slice(0, 1);
  return digits.slice(0, TWO_DIGIT_CODES.test(digits) ? 2 : 3);
}

function commonPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

/** Weighted by place, so that neighbouring numbers spread. */
function digitSum(e164: string): number {
  return Array.from(e164.slice(1)).reduce((sum, digit, place) => sum + Number(digit) * (place + 1), 0);
}

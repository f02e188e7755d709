/** Zones of E.164 whose country codes have two digits; 1 and 7 are countries' own, all others have three. */
const TWO_DIGIT_CODES = /^(?:20|27|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/**
 * Local presence: those of one's own numbers that are in the called one's country, the nearest first, which shares the most leading
 * digits with it, so area code before anything. Of equals `preferred` comes first, then the one that the called number itself picks, so
 * that it always sees the same, however the numbers are ordered. Nobody is called from his own number. All E.164.
 */
export function nearestNumbers(
  numbers: readonly string[],
  { phone, preferred }: { readonly phone: string; readonly preferred: string },
): readonly string[] {
  const country = countryOf(phone);
  const near = [...new Set(numbers)]
    .filter((number) => number !== phone && countryOf(number) === country)
    .toSorted();
  const byShared = Map.groupBy(near, (number) => commonPrefix(number, phone));
  return [...byShared]
    .toSorted(([a], [b]) => b - a)
    .flatMap(([, equals]) => turned(equals, equals.indexOf(preferred), phone));
}

/** Equals, beginning with the preferred one, or with the one that the phone picks. */
function turned(equals: readonly string[], preferredAt: number, phone: string): readonly string[] {
  const first = preferredAt >= 0 ? preferredAt : digitSum(phone) % equals.length;
  return [...equals.slice(first), ...equals.slice(0, first)];
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

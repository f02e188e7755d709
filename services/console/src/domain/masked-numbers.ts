/** Digits hidden at the end: they tell one subscriber from another; country and area stay. */
const HIDDEN = 4;
/** By so many last digits a number is found in a text. */
const LINE_DIGITS = 7;

/** `+12025550142` as `+1202555••••`; short or empty numbers are hidden whole. */
export function maskNumber(phone: string): string {
  if (phone === '') return '';
  const shown = Math.max(0, phone.length - HIDDEN);
  return phone.slice(0, shown) + '•'.repeat(phone.length - shown);
}

/**
 * A text in which that number is masked in whatever way a trunk writes it: with or without plus, national, after a prefix. It is
 * found by its last digits.
 */
export function maskNumberIn(text: string, phone: string): string {
  const line = phone.replace(/\D/g, '').slice(-LINE_DIGITS);
  if (line === '') return text;
  return text.replaceAll(line, line.slice(0, -HIDDEN) + '•'.repeat(Math.min(HIDDEN, line.length)));
}

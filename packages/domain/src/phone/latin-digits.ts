/**
 * The text with every script's decimal digits as 0 to 9, full-width signs as plain ones, and without characters that
 * show nothing (zero-width, direction overrides). For phone numbers only: names keep what they are.
 */
export function latinDigits(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\p{Nd}/gu, digitOf);
}

/** Nearly all that comes. */
const PLAIN = /^[\x20-\x7e]*$/;
const DIGIT = /\p{Nd}/u;

/** Unicode lays each script's ten digits in a row, zero first; a few scripts have several such rows end to end. */
function digitOf(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  if (point <= 0x39) return character;
  let start = point;
  while (DIGIT.test(String.fromCodePoint(start - 1))) start -= 1;
  return String((point - start) % 10);
}

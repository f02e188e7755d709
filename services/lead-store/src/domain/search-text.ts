const FOLDED_CHARS_MAX = 64;

/** How names and e-mail addresses are compared: without case, compatibility forms as one. */
export function foldText(text: string): string {
  // Nearly all texts, and nothing to normalise.
  if (/^[\x20-\x7e]*$/.test(text)) return text.toLowerCase().trim().slice(0, FOLDED_CHARS_MAX);
  return Array.from(text.normalize('NFKC').toLowerCase().trim()).slice(0, FOLDED_CHARS_MAX).join('');
}

/** The digits of a number as somebody writes it; undefined when the text is no number. */
export function digitsOf(text: string): string | undefined {
  if (!/^\+?[\d\s().\-/]+$/.test(text)) return undefined;
  const digits = text.replace(/\D/g, '');
  return digits === '' ? undefined : digits;
}

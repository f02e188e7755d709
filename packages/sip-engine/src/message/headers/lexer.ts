/** Characters of `token` (RFC 3261 section 25.1), indexed by char code. */
const TOKEN = new Uint8Array(128);
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.!%*_+`'~") {
  TOKEN[character.charCodeAt(0)] = 1;
}

/** Whether the text is a non-empty `token` (RFC 3261 section 25.1): methods, header names, parameter names. */
export function isToken(text: string): boolean {
  if (text.length === 0) return false;
  for (let at = 0; at < text.length; at++) if (TOKEN[text.charCodeAt(at)] !== 1) return false;
  return true;
}

/**
 * Whether a header value stays on its line: no CR, no LF, and no NUL but as the second half of a quoted-pair, which RFC 4475
 * section 3.1.1.2 has in a display name.
 */
export function isOneLine(text: string): boolean {
  if (text.includes('\r') || text.includes('\n')) return false;
  for (let at = text.indexOf('\0'); at !== -1; at = text.indexOf('\0', at + 1))
    if (text.charCodeAt(at - 1) !== 0x5c) return false;
  return true;
}

/** Index of the first character at or after `from` that is neither space nor tab. */
export function skipSpace(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x09) break;
  }
  return at;
}

/** Index just behind the closing quote of the quoted-string that opens at `from`, or -1 when it never closes. */
export function quotedStringEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x22) return at + 1;
  }
  return -1;
}

/** Content of a quoted-string without quotes and escapes; anything else comes back as it is. */
export function unquote(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  const inner = text.slice(1, -1);
  return inner.includes('\\') ? inner.replace(/\\(.)/gs, '$1') : inner;
}

/**
 * The text as a quoted-string (RFC 3261 section 25.1). Control characters, which may carry a header injection and have no
 * escaped form, become spaces.
 */
export function quote(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  const printable = text.replace(/[\u0000-\u001f\u007f]/g, ' ');
  return `"${printable.replace(/["\\]/g, '\\$&')}"`;
}

/** Decimal digits only, at most `max`; undefined for anything else (signs, spaces, fractions, overlong). */
export function parseDecimal(text: string, max: number): number | undefined {
  if (text.length === 0 || text.length > 64) return undefined;
  let value = 0;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
    if (value > max) return undefined;
  }
  return value;
}

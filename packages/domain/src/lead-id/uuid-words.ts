export type UuidWords = readonly [number, number, number, number];

/** Four 32-bit words of a UUID; undefined when the text is none. Upper and lower case are the same id. */
export function uuidWords(uuid: string): [number, number, number, number] | undefined {
  if (uuid.length !== 36) return undefined;
  const words: [number, number, number, number] = [0, 0, 0, 0];
  let digits = 0;
  for (let index = 0; index < 36; index += 1) {
    const code = uuid.charCodeAt(index);
    if (index === 8 || index === 13 || index === 18 || index === 23) {
      if (code !== DASH) return undefined;
      continue;
    }
    const digit = hexDigit(code);
    if (digit < 0) return undefined;
    const word = digits >> 3;
    words[word] = (((words[word] ?? 0) << 4) | digit) >>> 0;
    digits += 1;
  }
  return words;
}

const DASH = 45;

/** Value of a hexadecimal digit's character code; -1 for any other. */
function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** The UUID of four words, lower case. */
export function uuidText(words: UuidWords): string {
  const [a, b, c, d] = words.map((word) => word.toString(16).padStart(8, '0')) as [
    string,
    string,
    string,
    string,
  ]; // four in, four out
  return `${a}-${b.slice(0, 4)}-${b.slice(4)}-${c.slice(0, 4)}-${c.slice(4)}${d}`;
}

/** Spreads the bits of a number over 32 bits (the finaliser of MurmurHash3). */
export function mixBits(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

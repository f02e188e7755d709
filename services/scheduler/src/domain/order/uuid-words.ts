/** Four 32-bit words of a UUID; undefined when the text is none. Upper and lower case are the same id. */
export function uuidWords(uuid: string): [number, number, number, number] | undefined {
  if (uuid.length !== 36 || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(uuid)) return undefined;
  return [
    Number.parseInt(uuid.slice(0, 8), 16),
    Number.parseInt(uuid.slice(9, 13) + uuid.slice(14, 18), 16),
    Number.parseInt(uuid.slice(19, 23) + uuid.slice(24, 28), 16),
    Number.parseInt(uuid.slice(28, 36), 16),
  ];
}

/** The UUID of four words, lower case. */
export function uuidText(words: readonly [number, number, number, number]): string {
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

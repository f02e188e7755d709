const DIGITS = Buffer.from('0123456789abcdef', 'latin1');
/** Where the sixteen bytes stand in the text, between the hyphens. */
const PLACES = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

/** Every id is written here first: one flat string is made of it instead of thirty parts, for every event, lead and SIP message. */
const text = Buffer.alloc(36, '-');

/** RFC 9562 section 5.7: 48 bits of time, then 74 bits of the ten random bytes. */
export function uuidV7(nowMs: number, random: Uint8Array): string {
  const ms = Math.floor(nowMs);
  const [high, low] = [Math.floor(ms / 2 ** 32), ms % 2 ** 32];
  write(0, high >>> 8);
  write(1, high);
  write(2, low >>> 24);
  write(3, low >>> 16);
  write(4, low >>> 8);
  write(5, low);
  write(6, 0x70 | ((random[0] ?? 0) & 0x0f));
  write(7, random[1] ?? 0);
  write(8, 0x80 | ((random[2] ?? 0) & 0x3f));
  for (let at = 9; at < 16; at += 1) write(at, random[at - 6] ?? 0);
  return text.toString('latin1');
}

function write(at: number, byte: number): void {
  const place = PLACES[at] ?? 0;
  text[place] = DIGITS[(byte >>> 4) & 0x0f] ?? 0;
  text[place + 1] = DIGITS[byte & 0x0f] ?? 0;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** RFC 9562 section 5.7: 48 bits of time, then 74 bits of the ten random bytes. */
export function uuidV7(nowMs: number, random: Uint8Array): string {
  const hex = (at: number): string => HEX[random[at] ?? 0] ?? '';
  const time = Math.floor(nowMs).toString(16).padStart(12, '0');
  const version = HEX[0x70 | ((random[0] ?? 0) & 0x0f)];
  const variant = HEX[0x80 | ((random[2] ?? 0) & 0x3f)];
  const tail = hex(4) + hex(5) + hex(6) + hex(7) + hex(8) + hex(9);
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}${hex(1)}-${variant}${hex(3)}-${tail}`;
}

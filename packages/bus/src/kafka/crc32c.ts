/** Castagnoli's polynomial, its bits reversed (RFC 3720, appendix B.4). */
const POLYNOMIAL = 0x82f63b78;
/** Bytes at a stride: each has a table of its own, so that they do not wait for each other. */
const STRIDE = 8;
const TABLE = tables();

/** The checksum that Kafka puts on a batch of records; unsigned. */
export function crc32c(bytes: Uint8Array): number {
  const table = TABLE;
  const end = bytes.length - (bytes.length % STRIDE);
  let crc = -1;
  let at = 0;
  for (; at < end; at += STRIDE) {
    crc ^= word(bytes, at);
    const next = word(bytes, at + 4);
    crc =
      look(table, 7, crc) ^
      look(table, 6, crc >>> 8) ^
      look(table, 5, crc >>> 16) ^
      look(table, 4, crc >>> 24) ^
      look(table, 3, next) ^
      look(table, 2, next >>> 8) ^
      look(table, 1, next >>> 16) ^
      look(table, 0, next >>> 24);
  }
  for (; at < bytes.length; at += 1) crc = (crc >>> 8) ^ look(table, 0, crc ^ (bytes[at] ?? 0));
  return ~crc >>> 0;
}

function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)
  );
}

function look(table: Int32Array, row: number, byte: number): number {
  return table[(row << 8) | (byte & 0xff)] ?? 0;
}

/** Row n: what a byte comes to that n zeros follow. */
function tables(): Int32Array {
  const rows = new Int32Array(STRIDE * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ POLYNOMIAL;
    rows[byte] = crc;
  }
  for (let at = 256; at < rows.length; at += 1) {
    const before = rows[at - 256] ?? 0;
    rows[at] = (before >>> 8) ^ look(rows, 0, before);
  }
  return rows;
}

const SEED = 0x9747b28c;
const M = 0x5bd1e995;
const encoder = new TextEncoder();

/** Partition of a key, the same one that Kafka's default partitioner chooses: positive murmur2 of the UTF-8 bytes, modulo. */
export function partitionOfKey(key: string, partitions: number): number {
  return (murmur2(encoder.encode(key)) & 0x7fffffff) % partitions;
}

/** MurmurHash2, 32 bit, little endian, with the seed Kafka uses. */
export function murmur2(bytes: Uint8Array): number {
  const blocks = bytes.length & ~3;
  let hash = SEED ^ bytes.length;
  for (let at = 0; at < blocks; at += 4) {
    hash =
      Math.imul(hash, M) ^
      mix(byteAt(bytes, at, 3) | byteAt(bytes, at, 2) | byteAt(bytes, at, 1) | byteAt(bytes, at, 0));
  }
  const tail = bytes.length - blocks;
  if (tail > 0) {
    for (let byte = 0; byte < tail; byte += 1) hash ^= byteAt(bytes, blocks, byte);
    hash = Math.imul(hash, M);
  }
  hash ^= hash >>> 13;
  hash = Math.imul(hash, M);
  return hash ^ (hash >>> 15);
}

function mix(block: number): number {
  const scaled = Math.imul(block, M);
  return Math.imul(scaled ^ (scaled >>> 24), M);
}

/** The byte of a little-endian word, in its place. */
function byteAt(bytes: Uint8Array, word: number, byte: number): number {
  return (bytes[word + byte] ?? 0) << (8 * byte);
}

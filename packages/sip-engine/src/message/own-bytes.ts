const NO_BYTES = new Uint8Array(0);

/**
 * A copy of a part. A view, even an empty one, keeps the whole it is of alive: here a read of up to 64 KB, for as long as a transaction
 * remembers its message.
 */
export function ownBytes(bytes: Uint8Array, from: number, to = bytes.length): Uint8Array {
  return from >= to ? NO_BYTES : new Uint8Array(bytes.subarray(from, to));
}

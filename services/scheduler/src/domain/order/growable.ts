/** Slots are added this many at a time. */
export const CHUNK_SLOTS = 16_384;

/**
 * A buffer that grows in place: address space for `elementsMax` is reserved, memory is used only up to the size reached.
 * Growing copies nothing, so that a million leads never cost one long pause.
 */
export function reserve(bytesPerElement: number, elementsMax: number): ArrayBuffer {
  return new ArrayBuffer(0, { maxByteLength: bytesPerElement * elementsMax });
}

/** Element of a column; a slot that was never written reads 0. */
export function at(column: Readonly<ArrayLike<number>>, index: number): number {
  return column[index] ?? 0;
}

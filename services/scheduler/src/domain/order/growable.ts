/** Slots are added this many at a time. */
export const CHUNK_SLOTS = 16_384;

/**
 * A buffer that grows in place: address space for `elementsMax` is reserved, memory is used only up to the size reached.
 * Growing copies nothing, so that a million leads never cost one long pause.
 */
export function reserve(bytesPerElement: number, elementsMax: number): ArrayBuffer {
  return new ArrayBuffer(0, { maxByteLength: bytesPerElement * elementsMax });
}

// One reader a type: a reader that has met several types of array is several times slower. A slot never written reads 0.

// Written only where something changes: a page of memory that nothing but zeros was ever written to is none.

export function writeShort(column: Uint16Array, index: number, value: number): void {
  if (readShort(column, index) !== value) column[index] = value;
}

export function writeWord(column: Uint32Array, index: number, value: number): void {
  if (readWord(column, index) !== value) column[index] = value;
}

export function readFloat(column: Float64Array, index: number): number {
  return column[index] ?? 0;
}

export function readWord(column: Uint32Array, index: number): number {
  return column[index] ?? 0;
}

export function readShort(column: Uint16Array, index: number): number {
  return column[index] ?? 0;
}

export function readByte(column: Uint8Array, index: number): number {
  return column[index] ?? 0;
}

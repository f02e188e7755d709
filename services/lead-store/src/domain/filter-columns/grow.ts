/** Slots a column has room for when this one is needed: a sixth more, so that growing copies little and wastes little. */
export function grownLength(slot: number): number {
  return Math.max(1024, Math.ceil((slot + 1) * 1.17));
}

/** As long as it has to be for this slot; what is new is 0. Moved and not copied where the system can. */
export function grownWords(words: Uint32Array<ArrayBuffer>, slot: number): Uint32Array<ArrayBuffer> {
  return slot < words.length ? words : new Uint32Array(words.buffer.transfer(4 * grownLength(slot)));
}

export function grownFloats(floats: Float64Array<ArrayBuffer>, slot: number): Float64Array<ArrayBuffer> {
  return slot < floats.length ? floats : new Float64Array(floats.buffer.transfer(8 * grownLength(slot)));
}

const HEADER_LENGTH = 12;

/**
 * One numbering for all packets to one phone, whoever they come from: where ringback ends and the lead's voice begins, the
 * numbers go on. RFC 3550 lets a new SSRC begin anywhere, but phones are about that keep the place of their jitter buffer
 * and throw away what is numbered below it: every other call would be silent. SSRC and timestamp pass as they are.
 */
export class SequenceLine {
  #ssrc: number | undefined;
  #shift = 0;
  #newest: number | undefined;

  /** Renumbers one RTP packet in place; order and gaps of its source stay. */
  renumber(datagram: Uint8Array): void {
    if (datagram.length < HEADER_LENGTH) return;
    const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
    const ssrc = view.getUint32(8);
    const from = view.getUint16(2);
    if (ssrc !== this.#ssrc) {
      this.#shift = this.#newest === undefined ? 0 : this.#newest + 1 - from;
      this.#ssrc = ssrc;
    }
    const number = (from + this.#shift) & 0xffff;
    view.setUint16(2, number);
    if (this.#newest === undefined || isAfter(number, this.#newest)) this.#newest = number;
  }
}

/** Within half the circle of 16 bits. */
function isAfter(number: number, before: number): boolean {
  const ahead = (number - before) & 0xffff;
  return ahead > 0 && ahead < 0x8000;
}

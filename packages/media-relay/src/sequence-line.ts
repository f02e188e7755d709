const HEADER_LENGTH = 12;

/**
 * One numbering for all packets to one phone, whoever they come from: where ringback ends and the lead's voice begins, the
 * numbers go on. RFC 3550 lets a new SSRC begin anywhere, but phones are about that keep the place of their jitter buffer
 * and throw away what is numbered below it: every other call would be silent. SSRC and timestamp pass as they are.
 */
export class SequenceLine {
  #ssrc = -1;
  #shift = 0;
  #newest = -1;

  /** Renumbers one RTP packet in place; order and gaps of its source stay. Runs for every packet: octets, no views. */
  renumber(datagram: Uint8Array): void {
    if (datagram.length < HEADER_LENGTH) return;
    const ssrc = readU32(datagram, 8);
    const from = ((datagram[2] ?? 0) << 8) | (datagram[3] ?? 0);
    if (ssrc !== this.#ssrc) {
      this.#shift = this.#newest < 0 ? 0 : this.#newest + 1 - from;
      this.#ssrc = ssrc;
    }
    const number = (from + this.#shift) & 0xffff;
    datagram[2] = number >> 8;
    datagram[3] = number & 0xff;
    if (this.#newest < 0 || isAfter(number, this.#newest)) this.#newest = number;
  }
}

/** A 32-bit field of a header, without a view. */
export function readU32(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  return high * 0x10000 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
}

/** Within half the circle of 16 bits. */
function isAfter(number: number, before: number): boolean {
  const ahead = (number - before) & 0xffff;
  return ahead > 0 && ahead < 0x8000;
}

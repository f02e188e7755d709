/** One RTP packet, RFC 3550 section 5.1. `payload` and `extension.data` are views into the datagram that was parsed. */
export interface RtpPacket {
  /** 0-127. */
  payloadType: number;
  marker: boolean;
  /** 0-65535, wraps. */
  sequenceNumber: number;
  /** In units of the codec's clock rate, 32 bits, wraps. */
  timestamp: number;
  ssrc: number;
  /** Contributing sources, at most 15. */
  csrcs?: readonly number[];
  extension?: RtpExtension;
  payload: Uint8Array;
  /** Octets of padding after the payload, 0-255; the last one on the wire counts itself. */
  paddingLength?: number;
}

/** The one header extension of RFC 3550 section 5.3.1; `data` is a whole number of 32-bit words. */
export interface RtpExtension {
  profile: number;
  data: Uint8Array;
}

const FIXED_HEADER_LENGTH = 12;
const CSRC_COUNT_MAX = 15;

/** Reads a datagram as RTP; undefined when it is not a well-formed packet of version 2. Never throws. */
export function parseRtpPacket(datagram: Uint8Array): RtpPacket | undefined {
  if (datagram.length < FIXED_HEADER_LENGTH) return undefined;
  const view = viewOf(datagram);
  const first = view.getUint8(0);
  if (first >> 6 !== 2) return undefined;
  const csrcCount = first & 0x0f;
  let offset = FIXED_HEADER_LENGTH + 4 * csrcCount;
  if (offset > datagram.length) return undefined;
  const csrcs = Array.from({ length: csrcCount }, (_, i) => view.getUint32(FIXED_HEADER_LENGTH + 4 * i));

  let extension: RtpExtension | undefined;
  if ((first & 0x10) !== 0) {
    if (offset + 4 > datagram.length) return undefined;
    const start = offset + 4;
    const end = start + 4 * view.getUint16(offset + 2);
    if (end > datagram.length) return undefined;
    extension = { profile: view.getUint16(offset), data: datagram.subarray(start, end) };
    offset = end;
  }

  const paddingLength = (first & 0x20) === 0 ? 0 : view.getUint8(datagram.length - 1);
  if ((first & 0x20) !== 0 && paddingLength === 0) return undefined;
  if (offset + paddingLength > datagram.length) return undefined;

  const second = view.getUint8(1);
  return {
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    sequenceNumber: view.getUint16(2),
    timestamp: view.getUint32(4),
    ssrc: view.getUint32(8),
    ...(csrcCount > 0 && { csrcs }),
    ...(extension && { extension }),
    payload: datagram.subarray(offset, datagram.length - paddingLength),
    ...(paddingLength > 0 && { paddingLength }),
  };
}

/** Writes a packet. Throws a RangeError when a field cannot be put on the wire: that is a programmer's error. */
export function formatRtpPacket(packet: RtpPacket): Uint8Array {
  const csrcs = packet.csrcs ?? [];
  const paddingLength = packet.paddingLength ?? 0;
  const extensionLength = packet.extension === undefined ? 0 : 4 + packet.extension.data.length;
  checkFormattable(packet, csrcs.length, paddingLength);

  const headerLength = FIXED_HEADER_LENGTH + 4 * csrcs.length + extensionLength;
  const datagram = new Uint8Array(headerLength + packet.payload.length + paddingLength);
  const view = viewOf(datagram);
  const flags = (paddingLength > 0 ? 0x20 : 0) | (packet.extension === undefined ? 0 : 0x10);
  view.setUint8(0, 0x80 | flags | csrcs.length);
  view.setUint8(1, (packet.marker ? 0x80 : 0) | packet.payloadType);
  view.setUint16(2, packet.sequenceNumber);
  view.setUint32(4, packet.timestamp);
  view.setUint32(8, packet.ssrc);
  for (const [i, csrc] of csrcs.entries()) view.setUint32(FIXED_HEADER_LENGTH + 4 * i, csrc);
  if (packet.extension !== undefined) {
    const offset = FIXED_HEADER_LENGTH + 4 * csrcs.length;
    view.setUint16(offset, packet.extension.profile);
    view.setUint16(offset + 2, packet.extension.data.length / 4);
    datagram.set(packet.extension.data, offset + 4);
  }
  datagram.set(packet.payload, headerLength);
  if (paddingLength > 0) view.setUint8(datagram.length - 1, paddingLength);
  return datagram;
}

/**
 * Where the payload begins, for a relay that looks at every packet and keeps none; -1 for what `parseRtpPacket` would refuse.
 */
export function payloadStart(datagram: Uint8Array): number {
  const { length } = datagram;
  const first = datagram[0] ?? 0;
  if (length < FIXED_HEADER_LENGTH || first >> 6 !== 2) return -1;
  let start = FIXED_HEADER_LENGTH + 4 * (first & 0x0f);
  if ((first & 0x10) !== 0) {
    const words = ((datagram[start + 2] ?? 0) << 8) | (datagram[start + 3] ?? 0);
    start += 4 + 4 * words;
  }
  const padding = (first & 0x20) === 0 ? 0 : (datagram[length - 1] ?? 0);
  if ((first & 0x20) !== 0 && padding === 0) return -1;
  return start + padding > length ? -1 : start;
}

/** Where the payload ends, for a datagram `payloadStart` has found good. */
export function payloadEnd(datagram: Uint8Array): number {
  const padded = ((datagram[0] ?? 0) & 0x20) !== 0;
  return datagram.length - (padded ? (datagram[datagram.length - 1] ?? 0) : 0);
}

/** True when a datagram on a shared port is RTCP and not RTP (RFC 5761 section 4: types 192 to 223). */
export function isRtcp(datagram: Uint8Array): boolean {
  const type = datagram[1];
  return type !== undefined && type >= 192 && type <= 223;
}

function checkFormattable(packet: RtpPacket, csrcCount: number, paddingLength: number): void {
  if (packet.payloadType < 0 || packet.payloadType > 127) throw new RangeError('payload type is not 0-127');
  if (csrcCount > CSRC_COUNT_MAX) throw new RangeError('more than 15 contributing sources');
  if (paddingLength < 0 || paddingLength > 255) throw new RangeError('padding is not 0-255');
  if ((packet.extension?.data.length ?? 0) % 4 !== 0) throw new RangeError('extension is not whole words');
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** What one sender reports about another's stream, RFC 3550 section 6.4.1. */
export interface RtcpReportBlock {
  ssrc: number;
  /** Share of packets lost since the last report, in 1/256. */
  fractionLost: number;
  /** Packets lost since the start; signed 24 bits (duplicates make it negative). */
  cumulativeLost: number;
  /** Extended highest sequence number received. */
  highestSequence: number;
  /** Interarrival jitter in timestamp units. */
  jitter: number;
  /** Middle 32 bits of the last sender report's NTP time, 0 when none came. */
  lastSenderReport: number;
  /** Delay since that report in 1/65536 s. */
  delaySinceLastSenderReport: number;
}

export type RtcpPacket =
  | {
      type: 'sender-report';
      ssrc: number;
      /** 64-bit NTP time of sending. */
      ntpTime: bigint;
      rtpTimestamp: number;
      packetCount: number;
      octetCount: number;
      reports: readonly RtcpReportBlock[];
    }
  | { type: 'receiver-report'; ssrc: number; reports: readonly RtcpReportBlock[] }
  | { type: 'source-description'; ssrc: number; cname: string }
  | { type: 'bye'; ssrcs: readonly number[]; reason?: string };

const REPORT_LENGTH = 24;
const COUNT_MAX = 31;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Reads a compound RTCP datagram. Packet types this product has no use for (APP, feedback) are skipped.
 * Undefined when the datagram is malformed (RFC 3550 appendix A.2). Never throws.
 */
export function parseRtcp(datagram: Uint8Array): RtcpPacket[] | undefined {
  const packets: RtcpPacket[] = [];
  let offset = 0;
  while (offset < datagram.length) {
    if (offset + 4 > datagram.length) return undefined;
    const view = new DataView(datagram.buffer, datagram.byteOffset + offset, datagram.length - offset);
    const length = 4 * (view.getUint16(2) + 1);
    if (view.getUint8(0) >> 6 !== 2 || length > view.byteLength) return undefined;
    const body = new DataView(datagram.buffer, datagram.byteOffset + offset, length);
    const parsed = parseOne(body);
    if (parsed === 'malformed') return undefined;
    if (parsed !== 'skipped') packets.push(parsed);
    offset += length;
  }
  return packets;
}

/** Writes a compound datagram. Throws a RangeError above 31 reports or sources: a programmer's error. */
export function formatRtcp(packets: readonly RtcpPacket[]): Uint8Array {
  const parts = packets.map(formatOne);
  const datagram = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    datagram.set(part, offset);
    offset += part.length;
  }
  return datagram;
}

function parseOne(view: DataView): RtcpPacket | 'malformed' | 'skipped' {
  const count = view.getUint8(0) & 0x1f;
  switch (view.getUint8(1)) {
    case 200: {
      if (view.byteLength < 28 + count * REPORT_LENGTH) return 'malformed';
      return {
        type: 'sender-report',
        ssrc: view.getUint32(4),
        ntpTime: view.getBigUint64(8),
        rtpTimestamp: view.getUint32(16),
        packetCount: view.getUint32(20),
        octetCount: view.getUint32(24),
        reports: parseReports(view, 28, count),
      };
    }
    case 201: {
      if (view.byteLength < 8 + count * REPORT_LENGTH) return 'malformed';
      return { type: 'receiver-report', ssrc: view.getUint32(4), reports: parseReports(view, 8, count) };
    }
    case 202:
      return parseSourceDescription(view, count);
    case 203:
      return parseBye(view, count);
    default:
      return 'skipped';
  }
}

function parseReports(view: DataView, start: number, count: number): RtcpReportBlock[] {
  return Array.from({ length: count }, (_, i) => {
    const at = start + i * REPORT_LENGTH;
    return {
      ssrc: view.getUint32(at),
      fractionLost: view.getUint8(at + 4),
      cumulativeLost: (view.getInt8(at + 5) << 16) | view.getUint16(at + 6),
      highestSequence: view.getUint32(at + 8),
      jitter: view.getUint32(at + 12),
      lastSenderReport: view.getUint32(at + 16),
      delaySinceLastSenderReport: view.getUint32(at + 20),
    };
  });
}

/** Only the CNAME of the first chunk matters to us. */
function parseSourceDescription(view: DataView, count: number): RtcpPacket | 'malformed' | 'skipped' {
  if (count === 0) return 'skipped';
  if (view.byteLength < 12) return 'malformed';
  let offset = 8;
  while (offset < view.byteLength && view.getUint8(offset) !== 0) {
    if (offset + 2 > view.byteLength) return 'malformed';
    const length = view.getUint8(offset + 1);
    if (offset + 2 + length > view.byteLength) return 'malformed';
    if (view.getUint8(offset) === 1) {
      const cname = decoder.decode(new Uint8Array(view.buffer, view.byteOffset + offset + 2, length));
      return { type: 'source-description', ssrc: view.getUint32(4), cname };
    }
    offset += 2 + length;
  }
  return 'skipped';
}

function parseBye(view: DataView, count: number): RtcpPacket | 'malformed' {
  const sourcesEnd = 4 + 4 * count;
  if (view.byteLength < sourcesEnd) return 'malformed';
  const ssrcs = Array.from({ length: count }, (_, i) => view.getUint32(4 + 4 * i));
  if (view.byteLength === sourcesEnd) return { type: 'bye', ssrcs };
  const length = view.getUint8(sourcesEnd);
  if (sourcesEnd + 1 + length > view.byteLength) return 'malformed';
  const reason = decoder.decode(new Uint8Array(view.buffer, view.byteOffset + sourcesEnd + 1, length));
  return { type: 'bye', ssrcs, reason };
}

function formatOne(packet: RtcpPacket): Uint8Array {
  switch (packet.type) {
    case 'sender-report': {
      const { bytes, view } = blank(200, packet.reports.length, 28 + packet.reports.length * REPORT_LENGTH);
      view.setUint32(4, packet.ssrc);
      view.setBigUint64(8, packet.ntpTime);
      view.setUint32(16, packet.rtpTimestamp);
      view.setUint32(20, packet.packetCount);
      view.setUint32(24, packet.octetCount);
      writeReports(view, 28, packet.reports);
      return bytes;
    }
    case 'receiver-report': {
      const { bytes, view } = blank(201, packet.reports.length, 8 + packet.reports.length * REPORT_LENGTH);
      view.setUint32(4, packet.ssrc);
      writeReports(view, 8, packet.reports);
      return bytes;
    }
    case 'source-description': {
      const cname = encoder.encode(packet.cname).subarray(0, 255);
      // Type, length, text, then at least one zero octet that ends the chunk.
      const { bytes, view } = blank(202, 1, 8 + 2 + cname.length + 1);
      view.setUint32(4, packet.ssrc);
      view.setUint8(8, 1);
      view.setUint8(9, cname.length);
      bytes.set(cname, 10);
      return bytes;
    }
    case 'bye': {
      const reason = packet.reason === undefined ? undefined : encoder.encode(packet.reason).subarray(0, 255);
      const sourcesEnd = 4 + 4 * packet.ssrcs.length;
      const length = sourcesEnd + (reason === undefined ? 0 : 1 + reason.length);
      const { bytes, view } = blank(203, packet.ssrcs.length, length);
      for (const [i, ssrc] of packet.ssrcs.entries()) view.setUint32(4 + 4 * i, ssrc);
      if (reason !== undefined) {
        view.setUint8(sourcesEnd, reason.length);
        bytes.set(reason, sourcesEnd + 1);
      }
      return bytes;
    }
  }
}

function writeReports(view: DataView, start: number, reports: readonly RtcpReportBlock[]): void {
  for (const [i, report] of reports.entries()) {
    const at = start + i * REPORT_LENGTH;
    view.setUint32(at, report.ssrc);
    view.setUint8(at + 4, report.fractionLost);
    view.setUint8(at + 5, report.cumulativeLost >> 16);
    view.setUint16(at + 6, report.cumulativeLost);
    view.setUint32(at + 8, report.highestSequence);
    view.setUint32(at + 12, report.jitter);
    view.setUint32(at + 16, report.lastSenderReport);
    view.setUint32(at + 20, report.delaySinceLastSenderReport);
  }
}

/** A zeroed packet of at least `length` octets, rounded up to whole words, with its header written. */
function blank(type: number, count: number, length: number): { bytes: Uint8Array; view: DataView } {
  if (count > COUNT_MAX) throw new RangeError('more than 31 reports or sources in one RTCP packet');
  const bytes = new Uint8Array(Math.ceil(length / 4) * 4);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x80 | count);
  view.setUint8(1, type);
  view.setUint16(2, bytes.length / 4 - 1);
  return { bytes, view };
}

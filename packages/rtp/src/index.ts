export { DTMF_DIGITS, dtmfPress, formatDtmfEvent, listenForDtmf, parseDtmfEvent } from './dtmf.ts';
export type { DtmfEvent, DtmfListener } from './dtmf.ts';
export { decodeG711, encodeG711, silenceOf, type G711 } from './g711.ts';
export { formatRtcp, parseRtcp, type RtcpPacket, type RtcpReportBlock } from './rtcp.ts';
export { formatRtpPacket, isRtcp, parseRtpPacket, type RtpExtension, type RtpPacket } from './rtp-packet.ts';

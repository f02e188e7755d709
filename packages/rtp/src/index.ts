export { DTMF_DIGITS, dtmfPress, formatDtmfEvent, listenForDtmf, parseDtmfEvent } from './dtmf.ts';
export type { DtmfEvent, DtmfHeard, DtmfListener } from './dtmf.ts';
export { decodeG711, encodeG711, silenceOf, type G711 } from './g711.ts';
export { formatRtcp, parseRtcp, type RtcpPacket, type RtcpReportBlock } from './rtcp.ts';
export { formatRtpPacket, isRtcp, parseRtpPacket, payloadEnd, payloadStart } from './rtp-packet.ts';
export type { RtpExtension, RtpPacket } from './rtp-packet.ts';
export { estimateMos, type LineQuality } from './quality.ts';
export { Reception, type ReceptionFigures, type RtpTiming } from './reception.ts';
export { compactNtp, ntpTimeOf } from './ntp-time.ts';

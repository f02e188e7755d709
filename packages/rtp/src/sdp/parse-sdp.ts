import { AppError } from '@firstring/kernel';
import sdpTransform, { type SessionDescription } from 'sdp-transform';

/** A parsed session description, RFC 8866, in `sdp-transform`'s shape. */
export type Sdp = SessionDescription;

/** Longest description read: SIP over UDP cannot carry more, and WebRTC's longest stay well below. */
const SDP_BYTES_MAX = 32 * 1024;
const MEDIA_COUNT_MAX = 16;

/** Reads a description. Throws AppError `INVALID_ARGUMENT` when a line that media needs is missing or makes no sense. */
export function parseSdp(text: string): Sdp {
  if (text.length > SDP_BYTES_MAX) throw invalid('description is too long');
  if (!text.startsWith('v=0')) throw invalid('description does not begin with v=0');
  const sdp = sdpTransform.parse(text);
  // sdp-transform never fails: it leaves out what it cannot read, so the lines media needs are looked at here.
  if (typeof sdp.origin?.address !== 'string') throw invalid('origin line is missing');
  if (sdp.media.length > MEDIA_COUNT_MAX) throw invalid('too many media lines');
  for (const media of sdp.media) {
    if (!Number.isInteger(media.port) || media.port < 0 || media.port > 65_535)
      throw invalid('port is not 0-65535');
    const ip = media.connection?.ip ?? sdp.connection?.ip;
    if (media.port !== 0 && (typeof ip !== 'string' || !isHost(ip)))
      throw invalid('connection address is missing');
  }
  return sdp;
}

/** Writes a description with CRLF line ends. */
export function serializeSdp(sdp: Sdp): string {
  return sdpTransform.write(sdp);
}

/** IPv4, IPv6 or a host name; no spaces or control characters that could smuggle a line. */
function isHost(ip: string): boolean {
  return /^[0-9A-Za-z.:_-]{1,255}$/.test(ip);
}

function invalid(message: string): AppError {
  return new AppError({ reason: 'INVALID_ARGUMENT', code: 'invalid_argument', message: `SDP: ${message}` });
}

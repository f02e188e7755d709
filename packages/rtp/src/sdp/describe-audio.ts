import { codecsOf, type AudioCodec } from './codecs.ts';
import { isDirection, type Direction } from './direction.ts';
import type { Sdp } from './parse-sdp.ts';

/** Where and how one side wants its audio: everything a media endpoint needs from a description. */
export interface AudioDescription {
  /** Index of the media line. */
  mediaIndex: number;
  /** `0.0.0.0` means "do not send" (the hold of RFC 2543). */
  address: string;
  port: number;
  rtcpAddress: string;
  rtcpPort: number;
  direction: Direction;
  codecs: AudioCodec[];
  ptimeMs?: number;
}

/** Plain RTP profiles; secured ones would need keys nobody here holds. */
const PROTOCOLS: readonly string[] = ['RTP/AVP', 'RTP/AVPF'];

/** The first plain-RTP audio line that is not refused (port 0), or undefined. */
export function describeAudio(sdp: Sdp): AudioDescription | undefined {
  const mediaIndex = sdp.media.findIndex(
    (media) => media.type === 'audio' && media.port !== 0 && PROTOCOLS.includes(media.protocol),
  );
  const media = sdp.media[mediaIndex];
  const address = media?.connection?.ip ?? sdp.connection?.ip;
  if (media === undefined || address === undefined) return undefined;
  const direction = media.direction ?? sdp.direction;
  return {
    mediaIndex,
    address,
    port: media.port,
    rtcpAddress: media.rtcp?.address ?? address,
    // Offered multiplexing is never accepted by us, so RTCP has its own port (RFC 5761 section 5.1.1).
    rtcpPort: media.rtcp?.port ?? media.port + 1,
    direction: isDirection(direction) ? direction : 'sendrecv',
    codecs: codecsOf(media),
    ...(media.ptime !== undefined && { ptimeMs: media.ptime }),
  };
}

/** True when this side asks the other to stop sending: sendonly, inactive, or the old address of zeros. */
export function isHold(audio: AudioDescription): boolean {
  return audio.direction === 'sendonly' || audio.direction === 'inactive' || audio.address === '0.0.0.0';
}

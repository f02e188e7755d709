import type { Sdp } from './parse-sdp.ts';

/** Where a media line is to point instead. */
export interface MediaTarget {
  address: string;
  port: number;
  rtcpPort: number;
}

/**
 * A description in which the lines of `targets` (by media index) point to a relay and every other line is refused.
 * Addresses that would lead around the relay (the origin, ICE candidates, the session's own connection) are replaced or removed.
 */
export function rewriteMedia(sdp: Sdp, targets: ReadonlyMap<number, MediaTarget>): Sdp {
  const address = targets.values().next().value?.address ?? sdp.origin.address;
  const ipVer = address.includes(':') ? 6 : 4;
  return {
    ...sdp,
    origin: { ...sdp.origin, ipVer, address },
    connection: { version: ipVer, ip: address },
    media: sdp.media.map((media, index) => rewriteLine(media, targets.get(index))),
  };
}

function rewriteLine(media: Sdp['media'][number], target: MediaTarget | undefined): Sdp['media'][number] {
  const {
    connection: _c,
    rtcp: _r,
    rtcpMux: _m,
    candidates: _i,
    endOfCandidates: _e,
    remoteCandidates: _t,
    ...kept
  } = media;
  if (target === undefined) return { ...kept, port: 0 };
  return { ...kept, port: target.port, rtcp: { port: target.rtcpPort } };
}

import { commonCodecs, TELEPHONY_CODECS, type AudioCodec } from './codecs.ts';
import { describeAudio } from './describe-audio.ts';
import { answerDirection, type Direction } from './direction.ts';
import { serializeSdp, type Sdp } from './parse-sdp.ts';

/** What one of our own endpoints says about itself. */
export interface LocalAudio {
  address: string;
  port: number;
  /** Left out: the port above. */
  rtcpPort?: number;
  /** Left out: PCMU, PCMA and telephone-event. */
  codecs?: readonly AudioCodec[];
  /** Left out: sendrecv. */
  direction?: Direction;
  /** Stays the same for a session's life. */
  sessionId: number;
  /** Rises by one with every changed description (RFC 3264 section 8). */
  sessionVersion: number;
  ptimeMs?: number;
}

export type Answer =
  | { type: 'answer'; sdp: string }
  | { type: 'refused'; reason: 'NO_AUDIO' | 'NO_COMMON_CODEC' };

/** A complete audio offer. */
export function buildOffer(local: LocalAudio): string {
  return serializeSdp({
    ...sessionLines(local),
    media: [audioLine(local, local.codecs ?? TELEPHONY_CODECS, local.direction ?? 'sendrecv')],
  });
}

/** Answers the first audio line; every other line is refused with port 0, as RFC 3264 section 6 asks (same lines, same order). */
export function buildAnswer(offer: Sdp, local: LocalAudio): Answer {
  const offered = describeAudio(offer);
  if (offered === undefined) return { type: 'refused', reason: 'NO_AUDIO' };
  const codecs = commonCodecs(offered.codecs, local.codecs ?? TELEPHONY_CODECS);
  if (codecs.length === 0) return { type: 'refused', reason: 'NO_COMMON_CODEC' };
  const direction = answerDirection(offered.direction, local.direction ?? 'sendrecv');
  const media = offer.media.map((line, index) =>
    index === offered.mediaIndex
      ? audioLine(local, codecs, direction)
      : {
          type: line.type,
          port: 0,
          protocol: line.protocol,
          // A number where there is one payload type only; see codecs.ts.
          // oxlint-disable-next-line typescript/no-unnecessary-type-conversion
          payloads: String(line.payloads ?? '0'),
          rtp: [],
          fmtp: [],
        },
  );
  return { type: 'answer', sdp: serializeSdp({ ...sessionLines(local), media }) };
}

function sessionLines(local: LocalAudio): Omit<Sdp, 'media'> {
  const ipVer = local.address.includes(':') ? 6 : 4;
  return {
    version: 0,
    origin: {
      username: '-',
      sessionId: local.sessionId,
      sessionVersion: local.sessionVersion,
      netType: 'IN',
      ipVer,
      address: local.address,
    },
    name: '-',
    connection: { version: ipVer, ip: local.address },
    timing: { start: 0, stop: 0 },
  };
}

function audioLine(
  local: LocalAudio,
  codecs: readonly AudioCodec[],
  direction: Direction,
): Sdp['media'][number] {
  return {
    type: 'audio',
    port: local.port,
    protocol: 'RTP/AVP',
    payloads: codecs.map((codec) => codec.payloadType).join(' '),
    rtp: codecs.map((codec) => ({
      payload: codec.payloadType,
      codec: codec.name,
      rate: codec.clockRateHz,
      ...(codec.channels > 1 && { encoding: codec.channels }),
    })),
    fmtp: codecs.flatMap((codec) =>
      codec.fmtp === undefined ? [] : [{ payload: codec.payloadType, config: codec.fmtp }],
    ),
    ...(local.rtcpPort !== undefined && { rtcp: { port: local.rtcpPort } }),
    direction,
    ptime: local.ptimeMs ?? 20,
  };
}

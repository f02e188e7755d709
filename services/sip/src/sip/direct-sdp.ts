import { buildOffer, describeAudio, parseSdp, serializeSdp, type Direction } from '@firstring/rtp/sdp';

/** What we say in one dialog: its session stays, its version rises with each change (RFC 3264 section 8). */
export interface Session {
  readonly id: number;
  version: number;
  said: string;
}

/** An address nobody has (RFC 5737): the other side is not known yet. */
const NOBODY = { address: '192.0.2.1', port: 9 };

/** The agent's phone is rung with this: complete, and nothing is sent either way before the lead has answered. */
export function inactiveOffer(session: Session): string {
  session.said = buildOffer({
    ...NOBODY,
    direction: 'inactive',
    sessionId: session.id,
    sessionVersion: session.version,
  });
  return session.said;
}

/** What one phone has said, for the other one, in the session we have with that one; the direction may be set anew. */
export function handOn(sdp: string, session: Session, direction?: Direction): string {
  const build = (sessionVersion: number): string => {
    const parsed = parseSdp(sdp);
    const { origin } = parsed;
    return serializeSdp({
      ...parsed,
      origin: {
        username: '-',
        sessionId: session.id,
        sessionVersion,
        netType: 'IN',
        ipVer: origin?.ipVer ?? 4,
        address: origin?.address ?? NOBODY.address,
      },
      media: parsed.media.map((media) =>
        media.type === 'audio' && direction !== undefined ? { ...media, direction } : media,
      ),
    });
  };
  const same = build(session.version);
  if (same === session.said) return same;
  session.version += 1;
  session.said = build(session.version);
  return session.said;
}

/** Whether two descriptions of a phone want their audio at the same place in the same codecs. */
export function sameAudio(one: string, other: string): boolean {
  return JSON.stringify(placeOf(one)) === JSON.stringify(placeOf(other));
}

function placeOf(sdp: string): unknown {
  const audio = describeAudio(parseSdp(sdp));
  if (audio === undefined) return undefined;
  return [audio.address, audio.port, audio.codecs.map(({ name, payloadType }) => [name, payloadType])];
}

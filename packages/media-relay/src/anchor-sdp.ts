import { AppError } from '@firstring/kernel';
import {
  buildAnswer,
  buildOffer,
  describeAudio,
  isTelephoneEvent,
  parseSdp,
  receives,
  TELEPHONY_CODECS,
  type AudioCodec,
  type AudioDescription,
  type Direction,
} from '@firstring/rtp/sdp';
import { mediaAddressProblem } from './media-address.ts';

/** The relay's address for one side's phone. */
export interface RelayAddress {
  address: string;
  port: number;
  rtcpPort: number;
}

/** A description given to a phone, and its version. */
export interface Said {
  sdp: string;
  version: number;
}

/** What a side's next description is made of. */
export interface Saying {
  local: RelayAddress;
  /** Stay for the side's life. */
  sessionId: number;
  codecs: readonly AudioCodec[];
  last: Said | undefined;
}

/** Both sides at first: an address nobody has (RFC 5737). For zeros rtpengine would not tell its own address. */
const NOBODY = { address: '192.0.2.1', port: 9 };
/**
 * A side that wants nothing sent to it. rtpengine heeds the zeros of RFC 2543, not the direction; and not with port 9, which
 * it takes for trickle ICE: then it sends to the source it has learned three seconds later.
 */
const NOWHERE = { address: '0.0.0.0', port: 1 };

/** What both sides are said to be before they have said anything. */
export function placeholder(): string {
  return buildOffer({ ...NOBODY, sessionId: 1, sessionVersion: 1 });
}

/** One side as the relay is told: the address only when it wants something, its codecs, the direction decided here. */
export function relayView(remote: AudioDescription | undefined, direction: Direction): string {
  const target =
    remote !== undefined && receives(direction)
      ? { address: remote.address, port: remote.port, rtcpPort: remote.rtcpPort }
      : NOWHERE;
  const codecs = remote === undefined ? TELEPHONY_CODECS : remote.codecs.filter(isTelephony);
  return buildOffer({ ...target, codecs, direction, sessionId: 1, sessionVersion: 1 });
}

/** A phone always may send (its hold music is for the other side); whether it gets anything is what it decides. */
export function wants(remote: AudioDescription | undefined): 'sendrecv' | 'sendonly' {
  const receiving = remote !== undefined && remote.address !== '0.0.0.0' && receives(remote.direction);
  return receiving ? 'sendrecv' : 'sendonly';
}

/**
 * Reads a phone's description; `own` are the relay's ports for this call. Throws AppError `INVALID_ARGUMENT` when it has no
 * voice codec the relay can carry, or names an address media must not be sent to.
 */
export function readRemote(sdp: string, own: readonly RelayAddress[]): AudioDescription {
  const remote = describeAudio(parseSdp(sdp));
  if (remote === undefined) throw unusable('there is no plain RTP audio in it');
  const names = remote.codecs.map((codec) => codec.name.toUpperCase());
  if (!names.includes('PCMU') && !names.includes('PCMA')) throw unusable('neither PCMU nor PCMA is in it');
  const [first] = own;
  const problem =
    mediaAddressProblem(remote.address, first?.address ?? '') ??
    mediaAddressProblem(remote.rtcpAddress, first?.address ?? '');
  if (problem !== undefined) throw unusable(problem);
  if (own.some(({ address, port }) => address === remote.address && port === remote.port))
    throw unusable('the media address is a port of the relay');
  return remote;
}

/** The relay's address in a description it gave; undefined when there is none. */
export function readLocal(sdp: string): RelayAddress | undefined {
  const audio = describeAudio(parseSdp(sdp));
  return audio && { address: audio.address, port: audio.port, rtcpPort: audio.rtcpPort };
}

/**
 * What a side is offered: both laws, and telephone-event under the number it has in `known`, because rtpengine hands keys on
 * under the number they came with.
 */
export function codecsLike(known: AudioDescription | undefined): readonly AudioCodec[] {
  const payloadType = known?.codecs.find(isTelephoneEvent)?.payloadType;
  if (payloadType === undefined) return TELEPHONY_CODECS;
  return TELEPHONY_CODECS.map((codec) => (isTelephoneEvent(codec) ? { ...codec, payloadType } : codec));
}

export function sayOffer(saying: Saying): Said {
  const { local, codecs, sessionId } = saying;
  return nextSaid(saying, (sessionVersion) => buildOffer({ ...local, codecs, sessionId, sessionVersion }));
}

export function sayAnswer(saying: Saying, offer: string): Said {
  return nextSaid(saying, (sessionVersion) => {
    const { local: address, codecs, sessionId } = saying;
    const local = { ...address, codecs, sessionId, sessionVersion };
    const answer = buildAnswer(parseSdp(offer), local);
    if (answer.type === 'refused') throw unusable(answer.reason);
    return answer.sdp;
  });
}

/** FNV-1a: a session id that stays the same for one side of one call. */
export function sessionIdOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash;
}

/** The version rises by one when the text differs from the last, and only then (RFC 3264 section 8). */
function nextSaid({ last }: Saying, build: (version: number) => string): Said {
  const version = last?.version ?? 1;
  const same = build(version);
  if (last === undefined || last.sdp === same) return { sdp: same, version };
  return { sdp: build(version + 1), version: version + 1 };
}

function isTelephony(codec: AudioCodec): boolean {
  return TELEPHONY_CODECS.some((known) => known.name.toLowerCase() === codec.name.toLowerCase());
}

function unusable(why: string): AppError {
  return new AppError({
    reason: 'INVALID_ARGUMENT',
    code: 'invalid_argument',
    message: `the description cannot be used: ${why}`,
  });
}

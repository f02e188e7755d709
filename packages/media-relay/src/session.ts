import { isIP } from 'node:net';
import { AppError } from '@firstring/kernel';
import {
  describeAudio,
  receives,
  rewriteMedia,
  serializeSdp,
  type AudioCodec,
  type AudioDescription,
  type Sdp,
} from '@firstring/rtp/sdp';
import type { Endpoint } from './latch.ts';
import { isUnspecified, mediaAddressProblem } from './media-address.ts';
import { payloadRules, type PayloadRule } from './payload-map.ts';

/** The relay's two ports for one side. */
export interface PortPair {
  address: string;
  rtpPort: number;
  rtcpPort: number;
}

/** One party of a call, named by its tag: what it said, and the ports it was given to send to. */
export interface CallSide {
  readonly tag: string;
  readonly peerTag: string;
  readonly local?: PortPair;
  readonly remote?: AudioDescription;
}

/** A call's whole signalling state; the sockets live elsewhere. */
export interface Call {
  readonly callId: string;
  /** ms since the epoch. */
  readonly createdAt: number;
  readonly sides: ReadonlyMap<string, CallSide>;
  readonly transcode: boolean;
}

/** An offer or an answer. In both, `fromTag` is the offerer; in an answer the description is the other side's. */
export interface Exchange {
  readonly command: 'offer' | 'answer';
  readonly fromTag: string;
  readonly toTag?: string;
  readonly sdp: Sdp;
  readonly flags: readonly string[];
}

/** Where one side's packets go. Left out for sides that have no peer or whose peer wants nothing. */
export interface Route {
  readonly toTag: string;
  readonly rules: ReadonlyMap<number, PayloadRule>;
}

/** Forks of one call and a few transfers, each side with a place of rest; a call with more is not one. */
const SIDES_MAX = 16;
/** The other side of an offer that names none yet. */
const UNNAMED = '';

const G711_CODECS: readonly AudioCodec[] = [
  { payloadType: 0, name: 'PCMU', clockRateHz: 8000, channels: 1 },
  { payloadType: 8, name: 'PCMA', clockRateHz: 8000, channels: 1 },
];

export function emptyCall(callId: string, createdAt: number): Call {
  return { callId, createdAt, sides: new Map(), transcode: false };
}

/** The side whose ports the resulting description will name: the other side of who spoke. */
export function facingTag(call: Call, exchange: Exchange): string {
  if (exchange.command === 'answer') return exchange.fromTag;
  return exchange.toTag ?? call.sides.get(exchange.fromTag)?.peerTag ?? UNNAMED;
}

/**
 * Takes an offer or an answer whose facing side has the given ports. Returns the new state and the description to hand on.
 * Throws AppError `INVALID_ARGUMENT` when the description has no audio to relay or the tags do not fit the call.
 */
export function applyExchange(call: Call, exchange: Exchange, local: PortPair): { call: Call; sdp: string } {
  const remote = readRemote(exchange.sdp, local);
  const facing = facingTag(call, exchange);
  const speaking = exchange.command === 'offer' ? exchange.fromTag : (exchange.toTag ?? UNNAMED);
  const sides = new Map(call.sides);
  if (exchange.command === 'answer') adoptAnswerer(sides, exchange.fromTag, speaking);

  sides.set(speaking, { ...sides.get(speaking), tag: speaking, peerTag: facing, remote });
  sides.set(facing, { ...sides.get(facing), tag: facing, peerTag: speaking, local });
  if (sides.size > SIDES_MAX) throw refused('too many tags in one call');

  const transcode = exchange.command === 'offer' ? wantsTranscoding(exchange.flags) : call.transcode;
  const codecs = transcode
    ? codecsToward(exchange.command, remote.codecs, sides.get(facing)?.remote?.codecs)
    : undefined;
  const target = { address: local.address, port: local.rtpPort, rtcpPort: local.rtcpPort };
  const rewritten = rewriteMedia(exchange.sdp, new Map([[remote.mediaIndex, target]]));
  return {
    call: { ...call, sides, transcode },
    sdp: serializeSdp(codecs === undefined ? rewritten : withCodecs(rewritten, remote.mediaIndex, codecs)),
  };
}

/** Where the packets of `tag` go now. */
export function routeOf(call: Call, tag: string): Route | undefined {
  const side = call.sides.get(tag);
  const peer = side === undefined ? undefined : call.sides.get(side.peerTag);
  if (side?.remote === undefined || peer === undefined || destinationOf(peer) === undefined) return undefined;
  return {
    toTag: peer.tag,
    rules: payloadRules(side.remote.codecs, peer.remote?.codecs ?? [], call.transcode),
  };
}

/** Where a side wants its media, undefined when it wants none: nothing said yet, on hold, or the old address of zeros. */
export function destinationOf(side: CallSide): Endpoint | undefined {
  if (side.remote === undefined || !receives(side.remote.direction)) return undefined;
  if (isUnspecified(side.remote.address)) return undefined;
  return { address: side.remote.address, port: side.remote.port };
}

/**
 * The answer names who answers. When the offer named nobody, or another fork answers now, the answerer takes over the place
 * (and with it the ports) of whoever was there.
 */
function adoptAnswerer(sides: Map<string, CallSide>, offererTag: string, answererTag: string): void {
  const offerer = sides.get(offererTag);
  if (offerer === undefined) throw refused('the answer is to no offer');
  const before = sides.get(offerer.peerTag);
  if (before === undefined || before.tag === answererTag || sides.has(answererTag)) return;
  sides.delete(before.tag);
  sides.set(answererTag, { ...before, tag: answererTag });
}

function readRemote(sdp: Sdp, local: PortPair): AudioDescription {
  const remote = describeAudio(sdp);
  if (remote === undefined) throw refused('no plain RTP audio in the description');
  const problem =
    mediaAddressProblem(remote.address, local.address) ??
    mediaAddressProblem(remote.rtcpAddress, local.address);
  if (problem !== undefined) throw refused(problem);
  if (isIP(remote.address) !== isIP(local.address)) throw refused('the media address is of another family');
  return remote;
}

function wantsTranscoding(flags: readonly string[]): boolean {
  return flags.some((flag) => flag === 'codec-transcode-PCMU' || flag === 'codec-transcode-PCMA');
}

/** With transcoding, an offer names both laws; an answer names what was offered, as far as the relay can serve it. */
function codecsToward(
  command: Exchange['command'],
  spoken: readonly AudioCodec[],
  offered: readonly AudioCodec[] | undefined,
): readonly AudioCodec[] {
  const isIn = (codec: AudioCodec, list: readonly AudioCodec[]): boolean =>
    list.some((other) => other.name.toUpperCase() === codec.name.toUpperCase());
  if (command === 'answer' && offered !== undefined) {
    return offered.filter((codec) => isIn(codec, spoken) || isIn(codec, G711_CODECS));
  }
  return [...spoken, ...G711_CODECS.filter((codec) => !isIn(codec, spoken))];
}

function withCodecs(sdp: Sdp, mediaIndex: number, codecs: readonly AudioCodec[]): Sdp {
  const media = sdp.media.map((line, index) =>
    index !== mediaIndex
      ? line
      : {
          ...line,
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
        },
  );
  return { ...sdp, media };
}

function refused(message: string): AppError {
  return new AppError({ reason: 'INVALID_ARGUMENT', code: 'invalid_argument', message });
}

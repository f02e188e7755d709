import { AppError } from '@firstring/kernel';
import { sends, type AudioCodec, type AudioDescription } from '@firstring/rtp/sdp';
import type { AnchorSide, AnchorSideStats } from './anchor-call.ts';
import { wants, type RelayAddress, type Said } from './anchor-sdp.ts';
import type { NgQuery } from './ng-query.ts';
import type { AnchorSound } from './sounds.ts';

/** What an anchor knows of one party. */
export interface Side {
  /** The relay's name for it. */
  readonly tag: string;
  readonly sessionId: number;
  readonly local: RelayAddress;
  /** What it was first offered or answered; payload types keep their meaning for a session (RFC 3264 section 8.3.2). */
  codecs?: readonly AudioCodec[];
  /** What the phone last said; undefined until it has. */
  remote?: AudioDescription;
  said?: Said;
  /** Tag of whom the relay connects it with: another side, or its own place of rest. */
  peerTag: string;
  plays?: AnchorSound;
  /** What it says reaches nobody. */
  isMuted?: boolean;
  /** A lead that will talk with the agent as soon as it has said something. */
  isNext?: boolean;
}

export type Sides = Record<AnchorSide, Side> & { colleague?: Side };

/** Where a side is connected that talks with nobody. */
export function restOf(tag: string): string {
  return `${tag}.rest`;
}

export function isListening(remote: AudioDescription | undefined): boolean {
  return wants(remote) === 'sendrecv';
}

/** What a relay tells of the two sides, by their tags. */
export function readStats(query: NgQuery, sides: Sides | undefined): Record<AnchorSide, AnchorSideStats> {
  const of = (name: AnchorSide): AnchorSideStats => {
    const side = query.sides.find((candidate) => candidate.tag === (sides?.[name].tag ?? name));
    if (side === undefined) return { packets: 0 };
    const { packets, lastPacketAt, quality, keys } = side;
    return {
      packets,
      ...(lastPacketAt !== undefined && { lastPacketAt }),
      ...(quality !== undefined && { quality }),
      ...(keys !== undefined && { keys }),
    };
  };
  return { agent: of('agent'), lead: of('lead') };
}

/** Sides that talk with each other, said that they send, and were last heard before `sinceAt` (or never since the call began). */
export function silentSides(query: NgQuery, sides: Sides | undefined, sinceAt: number): AnchorSide[] {
  if (sides === undefined || sides.agent.peerTag !== sides.lead.tag) return [];
  const stats = readStats(query, sides);
  return (['agent', 'lead'] as const).filter((name) => {
    const { remote } = sides[name];
    if (remote === undefined || !sends(remote.direction)) return false;
    return (stats[name].lastPacketAt ?? query.createdAt) < sinceAt;
  });
}

export function mediaLost(why: string): AppError {
  return new AppError({
    reason: 'MEDIA_UNAVAILABLE',
    code: 'unavailable',
    message: `the call has lost its media: ${why}`,
  });
}

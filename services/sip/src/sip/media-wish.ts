import { describeAudio, parseSdp, sends } from '@firstring/rtp/sdp';
import type { MediaWish } from '../domain/call-arrangement.ts';

/** What a description asks for (RFC 3264 section 8.4, and the zeros of RFC 2543). One without usable audio asks for nothing new. */
export function wishOf(sdp: string): MediaWish | undefined {
  const audio = describeAudio(parseSdp(sdp));
  if (audio === undefined) return undefined;
  if (audio.address === '0.0.0.0' || audio.direction === 'inactive') return 'nothing';
  if (audio.direction === 'recvonly') return 'talk';
  return audio.direction === 'sendonly' && sends(audio.direction) ? 'own-sound' : 'talk';
}

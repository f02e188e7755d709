import {
  CALL_TONES,
  holdMusicSamples,
  tonePeriodSamples,
  writeWav,
  type CallTone,
  type ToneCountry,
} from '@firstring/rtp/audio';
import type { NgPlay } from './ng-client.ts';

/** What an anchor plays: the built-in music, a tone of the network's, or a WAV file. */
export type AnchorSound =
  | { readonly type: 'music' }
  | { readonly type: 'tone'; readonly tone: CallTone }
  | NgPlay['source'];

const files = new Map<string, Uint8Array>();

/** A sound as the relay takes it. Built-in ones are µ-law WAV files that fit into one control datagram and loop without a seam. */
export function soundSource(sound: AnchorSound, country: ToneCountry): NgPlay['source'] {
  switch (sound.type) {
    case 'music':
      return { type: 'blob', bytes: fileOf('music', holdMusicSamples) };
    case 'tone': {
      const tone = CALL_TONES[country][sound.tone];
      return { type: 'blob', bytes: fileOf(`${country}/${sound.tone}`, () => tonePeriodSamples(tone)) };
    }
    default:
      return sound;
  }
}

export function sameSound(one: AnchorSound | undefined, other: AnchorSound | undefined): boolean {
  if (one === other) return true;
  if (one?.type === 'tone' && other?.type === 'tone') return one.tone === other.tone;
  return one?.type === 'music' && other?.type === 'music';
}

/** Made once for each sound. */
function fileOf(name: string, samples: () => Int16Array): Uint8Array {
  const known = files.get(name);
  if (known !== undefined) return known;
  const file = writeWav({ encoding: 'PCMU', sampleRateHz: 8000, samples: samples() });
  files.set(name, file);
  return file;
}

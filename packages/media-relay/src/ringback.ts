import { RINGBACK, tonePeriodSamples, writeWav } from '@firstring/rtp/audio';

const files = new Map<'us' | 'eu', Uint8Array>();

/** One cadence period as a µ-law WAV file (48 kB or 40 kB: it fits into one control datagram), made once. */
export function ringbackWav(cadence: 'us' | 'eu'): Uint8Array {
  const known = files.get(cadence);
  if (known !== undefined) return known;
  const samples = tonePeriodSamples(RINGBACK[cadence]);
  const file = writeWav({ encoding: 'PCMU', sampleRateHz: 8000, samples });
  files.set(cadence, file);
  return file;
}

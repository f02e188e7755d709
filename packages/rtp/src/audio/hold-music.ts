import { SAMPLE_RATE_HZ } from './tone.ts';

/** Broken chords, C - A minor - F - G, as half tones above the A of 220 Hz. */
const NOTES = [3, 7, 10, 15, 10, 7, 0, 3, 7, 12, 7, 3, -4, 0, 3, 8, 3, 0, -2, 2, 5, 10, 5, 2];
const NOTE_SAMPLES = 2400;
const PEAK = 7000;

/**
 * The music a held caller hears where nobody has chosen a better one: 7.2 s of soft broken chords that join their own beginning
 * without a click, so playing them in a loop is endless. As µ-law it fits into one control datagram.
 */
export function holdMusicSamples(): Int16Array {
  const samples = new Int16Array(NOTES.length * NOTE_SAMPLES);
  for (const [note, halfTones] of NOTES.entries()) {
    const hz = 220 * 2 ** (halfTones / 12);
    for (let i = 0; i < NOTE_SAMPLES; i += 1) {
      const phase = (2 * Math.PI * hz * i) / SAMPLE_RATE_HZ;
      const plucked = Math.sin(phase) + 0.3 * Math.sin(2 * phase) + 0.1 * Math.sin(3 * phase);
      samples[note * NOTE_SAMPLES + i] = Math.round((PEAK * plucked * envelope(i)) / 1.4);
    }
  }
  return samples;
}

/** Rises in 10 ms, fades, and is at zero where the next note begins. */
function envelope(sample: number): number {
  const rise = Math.min(1, sample / 80);
  const left = 1 - sample / NOTE_SAMPLES;
  return rise * left * left;
}

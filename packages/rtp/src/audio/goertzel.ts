import { SAMPLE_RATE_HZ } from './tone.ts';

/** Below this mean square nothing is said to be heard (about -60 dB of full scale). */
const SILENCE_MEAN_SQUARE = 1000;

/**
 * Share of a signal's energy that sits at one frequency, 0-1: near 1 for a pure sine there, 0.5 for one of two equal sines,
 * near 0 for noise or silence. The resolution is the sample rate divided by the number of samples.
 */
export function toneShare(samples: Int16Array, hz: number): number {
  const energy = energyOf(samples);
  if (energy === 0) return 0;
  return Math.min(1, (2 * goertzelPower(samples, hz)) / (samples.length * energy));
}

/**
 * The strongest frequency between 200 and 3600 Hz, in steps of 5 Hz, or undefined for silence and for sound in which no
 * frequency holds a fifth of the energy. Give it 100 ms or more.
 */
export function dominantFrequencyHz(samples: Int16Array): number | undefined {
  if (samples.length === 0 || energyOf(samples) / samples.length < SILENCE_MEAN_SQUARE) return undefined;
  let best = { hz: 0, power: 0 };
  for (let hz = 200; hz <= 3600; hz += 5) {
    const power = goertzelPower(samples, hz);
    if (power > best.power) best = { hz, power };
  }
  return toneShare(samples, best.hz) >= 0.2 ? best.hz : undefined;
}

/** Squared magnitude of one DFT bin by Goertzel's recurrence. */
function goertzelPower(samples: Int16Array, hz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / SAMPLE_RATE_HZ);
  let previous = 0;
  let beforePrevious = 0;
  for (const sample of samples) {
    const current = sample + coefficient * previous - beforePrevious;
    beforePrevious = previous;
    previous = current;
  }
  return previous * previous + beforePrevious * beforePrevious - coefficient * previous * beforePrevious;
}

function energyOf(samples: Int16Array): number {
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  return energy;
}

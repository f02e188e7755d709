/** Narrow-band telephony: every sample buffer in this package is PCM16 at this rate. */
export const SAMPLE_RATE_HZ = 8000;

/** Sines sounded together, on and off. Without `onMs` it is continuous. */
export interface Tone {
  frequenciesHz: readonly number[];
  /** Peak of the sum, 0-1 of full scale. */
  amplitude?: number;
  onMs?: number;
  offMs?: number;
}

/**
 * `count` samples of a tone from sample `start` of its timeline on. Stateless: asking for consecutive stretches gives one
 * unbroken wave, so a player needs to keep nothing but its position.
 */
export function toneSamples(tone: Tone, start: number, count: number): Int16Array {
  const samples = new Int16Array(count);
  const peak = (32_767 * (tone.amplitude ?? 0.3)) / Math.max(1, tone.frequenciesHz.length);
  const onSamples = samplesIn(tone.onMs ?? 0);
  const periodSamples = onSamples + samplesIn(tone.offMs ?? 0);
  for (let i = 0; i < count; i += 1) {
    const at = start + i;
    if (onSamples > 0 && at % periodSamples >= onSamples) continue;
    let sum = 0;
    for (const hz of tone.frequenciesHz) sum += Math.sin((2 * Math.PI * hz * at) / SAMPLE_RATE_HZ);
    samples[i] = Math.round(peak * sum);
  }
  return samples;
}

/** Samples of one whole cadence period: playing them in a loop is playing the tone. */
export function tonePeriodSamples(tone: Tone): Int16Array {
  const period = samplesIn((tone.onMs ?? 1000) + (tone.offMs ?? 0));
  return toneSamples(tone, 0, period);
}

function samplesIn(ms: number): number {
  return Math.round((ms * SAMPLE_RATE_HZ) / 1000);
}

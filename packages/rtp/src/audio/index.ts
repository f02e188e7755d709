export { dominantFrequencyHz, toneShare } from './goertzel.ts';
export { RINGBACK, SAMPLE_RATE_HZ, tonePeriodSamples, toneSamples, type Tone } from './tone.ts';
export { readWav, resampleTo8k, writeWav, type WavAudio, type WavEncoding } from './wav.ts';

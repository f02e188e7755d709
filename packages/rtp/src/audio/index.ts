export { dominantFrequencyHz, toneShare } from './goertzel.ts';
export { CALL_TONES, dtmfTone, type CallTone, type ToneCountry } from './call-tones.ts';
export { holdMusicSamples } from './hold-music.ts';
export { SAMPLE_RATE_HZ, tonePeriodSamples, toneSamples, type Tone } from './tone.ts';
export { readWav, resampleTo8k, writeWav, type WavAudio, type WavEncoding } from './wav.ts';

export { dominantFrequencyHz, toneShare } from './goertzel.ts';
export { CALL_TONES, dtmfTone, type CallTone, type ToneCountry } from './call-tones.ts';
export { holdMusicSamples } from './hold-music.ts';
export { SAMPLE_RATE_HZ, tonePeriodSamples, toneSamples, type Tone } from './tone.ts';
export { readWav, readWavChannels, resampleTo8k, WAV_HEADER_BYTES, wavHeader, writeWav } from './wav.ts';
export type { WavAudio, WavChannels, WavEncoding } from './wav.ts';

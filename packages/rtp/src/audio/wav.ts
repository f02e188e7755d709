import { AppError } from '@firstring/kernel';
import { decodeG711, encodeG711, type G711 } from '../g711.ts';

/** How samples lie in a WAV file; anything else is refused. */
export type WavEncoding = 'PCM16' | G711;

export interface WavAudio {
  encoding: WavEncoding;
  sampleRateHz: number;
  /** Mono; a file with more channels is mixed down on reading. */
  samples: Int16Array;
}

/** Longest file that is read: 64 MiB is over an hour of 8 kHz PCM16. */
const WAV_BYTES_MAX = 64 * 1024 * 1024;
const FORMAT_TAGS: Readonly<Record<WavEncoding, number>> = { PCM16: 1, PCMA: 6, PCMU: 7 };

interface WavFormat {
  encoding: WavEncoding;
  channels: number;
  sampleRateHz: number;
}

/** Reads a RIFF/WAVE file of PCM16, A-law or µ-law. Throws AppError `INVALID_ARGUMENT`. */
export function readWav(file: Uint8Array): WavAudio {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length > WAV_BYTES_MAX) throw invalid('file is too large');
  if (file.length < 12 || tagAt(view, 0) !== 'RIFF' || tagAt(view, 8) !== 'WAVE')
    throw invalid('not a WAVE file');
  let format: WavFormat | undefined;
  let offset = 12;
  while (offset + 8 <= file.length) {
    const length = view.getUint32(offset + 4, true);
    const start = offset + 8;
    const tag = tagAt(view, offset);
    if (tag === 'fmt ') format = readFormat(view, start, length);
    if (tag === 'data') {
      if (format === undefined) throw invalid('data comes before the format');
      // A recorder that was stopped hard leaves a length beyond the end: take what is there.
      const data = file.subarray(start, Math.min(start + length, file.length));
      return { encoding: format.encoding, sampleRateHz: format.sampleRateHz, samples: decode(format, data) };
    }
    // Chunks are padded to even length.
    offset = start + length + (length % 2);
  }
  throw invalid('no data');
}

/** Writes a mono WAV file. */
export function writeWav(audio: WavAudio): Uint8Array {
  const data =
    audio.encoding === 'PCM16' ? pcm16Bytes(audio.samples) : encodeG711(audio.encoding, audio.samples);
  const bytesPerSample = audio.encoding === 'PCM16' ? 2 : 1;
  const padding = data.length % 2;
  const file = new Uint8Array(44 + data.length + padding);
  const view = new DataView(file.buffer);
  writeTag(file, 0, 'RIFF');
  view.setUint32(4, file.length - 8, true);
  writeTag(file, 8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, FORMAT_TAGS[audio.encoding], true);
  view.setUint16(22, 1, true);
  view.setUint32(24, audio.sampleRateHz, true);
  view.setUint32(28, audio.sampleRateHz * bytesPerSample, true);
  view.setUint16(32, bytesPerSample, true);
  view.setUint16(34, bytesPerSample * 8, true);
  writeTag(file, 36, 'data');
  view.setUint32(40, data.length, true);
  file.set(data, 44);
  return file;
}

/** The same sound at 8 kHz, by averaging (down) or linear interpolation (up); good enough for prompts and hold music. */
export function resampleTo8k(audio: WavAudio): Int16Array {
  const ratio = audio.sampleRateHz / 8000;
  if (ratio === 1) return audio.samples;
  const source = audio.samples;
  const out = new Int16Array(Math.floor(source.length / ratio));
  for (let i = 0; i < out.length; i += 1) {
    const from = i * ratio;
    const first = Math.floor(from);
    const last = Math.max(first + 1, Math.floor(from + ratio));
    if (ratio > 1) {
      let sum = 0;
      for (let j = first; j < last; j += 1) sum += source[j] ?? 0;
      out[i] = Math.round(sum / (last - first));
    } else {
      const a = source[first] ?? 0;
      const b = source[first + 1] ?? a;
      out[i] = Math.round(a + (b - a) * (from - first));
    }
  }
  return out;
}

function readFormat(view: DataView, start: number, length: number): WavFormat {
  if (length < 16 || start + 16 > view.byteLength) throw invalid('format is cut off');
  const tag = view.getUint16(start, true);
  const channels = view.getUint16(start + 2, true);
  const sampleRateHz = view.getUint32(start + 4, true);
  const bits = view.getUint16(start + 14, true);
  const encoding = (['PCM16', 'PCMA', 'PCMU'] as const).find((name) => FORMAT_TAGS[name] === tag);
  if (encoding === undefined || bits !== (encoding === 'PCM16' ? 16 : 8))
    throw invalid('encoding is not PCM16 or G.711');
  if (channels < 1 || channels > 8) throw invalid('channel count is not 1-8');
  if (sampleRateHz < 4000 || sampleRateHz > 192_000) throw invalid('sample rate is not 4-192 kHz');
  return { encoding, channels, sampleRateHz };
}

function decode(format: WavFormat, data: Uint8Array): Int16Array {
  const interleaved = format.encoding === 'PCM16' ? pcm16Samples(data) : decodeG711(format.encoding, data);
  if (format.channels === 1) return interleaved;
  const samples = new Int16Array(Math.floor(interleaved.length / format.channels));
  for (let i = 0; i < samples.length; i += 1) {
    let sum = 0;
    for (let c = 0; c < format.channels; c += 1) sum += interleaved[i * format.channels + c] ?? 0;
    samples[i] = Math.round(sum / format.channels);
  }
  return samples;
}

function pcm16Samples(data: Uint8Array): Int16Array {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Int16Array.from({ length: data.length >> 1 }, (_, i) => view.getInt16(2 * i, true));
}

function pcm16Bytes(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length * 2);
  const view = new DataView(bytes.buffer);
  for (const [i, sample] of samples.entries()) view.setInt16(2 * i, sample, true);
  return bytes;
}

function tagAt(view: DataView, offset: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(offset + i)));
}

function writeTag(file: Uint8Array, offset: number, tag: string): void {
  for (let i = 0; i < tag.length; i += 1) file[offset + i] = tag.charCodeAt(i);
}

function invalid(message: string): AppError {
  return new AppError({ reason: 'INVALID_ARGUMENT', code: 'invalid_argument', message: `WAV: ${message}` });
}
